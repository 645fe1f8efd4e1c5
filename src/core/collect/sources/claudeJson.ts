// Parses lines of a session without decoding their text: only names are wanted of them, and those are ASCII almost always.
import { type Fields, fieldsOf } from './fields';

/** Names of a record that may hold letters beyond ASCII. */
const NAMES = ['cwd', 'sessionId', 'attributionAgent'] as const;

/**
 * A parser for the lines of one file; gives undefined for a line that is no JSON object. Strings of the record are bytes,
 * one a character, but for the names above, which are text. That is three times as fast as decoding the whole line first,
 * and as strict: a byte beyond ASCII is allowed inside strings only, whatever it stands for.
 */
export function recordReader(): (bytes: Buffer, start: number, end: number) => Fields | undefined {
	const texts = new Map<string, Fields[string]>();
	return (bytes, start, end) => {
		const record = parse(bytes.toString('latin1', start, end));
		if (!record) return undefined;
		const model = fieldsOf(record.message)?.model;
		if (typeof model === 'string' && !isPlain(model)) return parse(bytes.toString('utf8', start, end));
		for (const name of NAMES) {
			const raw = record[name];
			if (typeof raw !== 'string' || isPlain(raw)) continue;
			// The same bytes are the same text: the line is decoded once for each.
			let text = texts.get(raw);
			if (text === undefined) {
				text = parse(bytes.toString('utf8', start, end))?.[name];
				texts.set(raw, text);
			}
			(record as Record<string, unknown>)[name] = text;
		}
		return record;
	};
}

function parse(text: string): Fields | undefined {
	try {
		return fieldsOf(JSON.parse(text));
	} catch {
		return undefined;
	}
}

const isPlain = (text: string): boolean => {
	for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
	return true;
};
