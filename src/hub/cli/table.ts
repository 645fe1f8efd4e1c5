// Aligned columns for a terminal.

export interface Column {
	title: string;
	align: 'left' | 'right';
	/** May be cut with an ellipsis where the line would be too long. */
	shrink?: boolean;
	/** What of a cut text stays; the end where nothing is said: model names differ there, and so do paths. */
	keep?: 'start' | 'end';
}

/** Narrowest a column is cut to. */
const MIN_WIDTH = 8;
const GAP = '  ';

/**
 * Lines of a table; `rows` may hold `undefined` for a rule across. No line is longer than `width` while there are columns
 * left to shrink. Nothing is padded at the end of a line.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[] | undefined)[], width: number): string[] {
	const widths = columns.map((column, i) => Math.max(cells(column.title), ...rows.map(row => cells(row?.[i] ?? ''))));
	const total = () => widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1));
	// The widest column that may shrink gives first, so that two long ones end up alike.
	for (let excess = total() - width; excess > 0; excess = total() - width) {
		let widest = -1;
		columns.forEach((column, i) => {
			if (column.shrink && (widths[i] ?? 0) > MIN_WIDTH && (widths[i] ?? 0) > (widths[widest] ?? 0)) widest = i;
		});
		if (widest < 0) break;
		widths[widest] = (widths[widest] ?? 0) - 1;
	}
	const line = (row: readonly string[]) =>
		columns
			.map((column, i) => {
				const size = widths[i] ?? 0;
				const text = cut(row[i] ?? '', size, column.keep);
				const space = ' '.repeat(size - cells(text));
				return column.align === 'right' ? space + text : text + space;
			})
			.join(GAP)
			.trimEnd();
	const rule = '-'.repeat(total());
	return [line(columns.map(column => column.title)), rule, ...rows.map(row => (row ? line(row) : rule))];
}

/** A text in at most `size` cells, with an ellipsis where a part is missing. */
export function cut(text: string, size: number, keep: Column['keep'] = 'end'): string {
	if (cells(text) <= size) return text;
	let kept = [...text];
	while (kept.length > 0 && cells(kept.join('')) > size - 1) kept = keep === 'end' ? kept.slice(1) : kept.slice(0, -1);
	return keep === 'end' ? `…${kept.join('')}` : `${kept.join('').trimEnd()}…`;
}

/** Lines of a sentence, broken between words; a word longer than a line stays whole. */
export function wrap(sentence: string, width: number): string[] {
	const lines: string[] = [];
	for (const word of sentence.split(' ')) {
		const line = lines.at(-1);
		if (line !== undefined && cells(line) + 1 + cells(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
		else lines.push(word);
	}
	return lines;
}

/** Terminal cells of a text: wide East Asian characters and emoji take two, combining marks none. */
export function cells(text: string): number {
	let count = 0;
	for (const char of text) {
		if (/\p{Mark}|\u200b|\u200d/u.test(char)) continue;
		count += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
			char,
		)
			? 2
			: 1;
	}
	return count;
}
