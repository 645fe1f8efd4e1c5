// Names from logs as they are shown: they may hold anything, and must neither turn the text around them nor fill the page.

/** Longer names are cut even where they could be scrolled to. */
const LONGEST = 200;

/** The name without control and direction marks, in one line; `fallback` where nothing is left of it. */
export function shownName(name: string, fallback: string): string {
	const line = name
		.slice(0, LONGEST * 4)
		.replace(/\s/gu, ' ')
		.replace(/\p{C}/gu, '')
		.replace(/ +/g, ' ')
		.trim();
	const signs = [...line];
	if (signs.length === 0) return fallback;
	return signs.length > LONGEST ? `${signs.slice(0, LONGEST - 1).join('')}…` : line;
}
