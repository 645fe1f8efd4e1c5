// Whether a statement only reads, and whether it may run at all.
import { AppError } from '../base/errors';

/** What a statement does, found once when it is prepared. */
export type Kind = 'read' | 'write';

const READS = new Set(['SELECT', 'VALUES']);
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'CREATE', 'DROP', 'ALTER', 'REINDEX', 'ANALYZE']);

/** By the first word; undefined where only SQLite can tell. A statement that would end the transaction or leave the file is refused. */
export function kindOf(sql: string): Kind | undefined {
	const text = sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
	const word = /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? '';
	if (READS.has(word)) return 'read';
	if (WRITES.has(word) || word === 'WITH') {
		// Replaying the journal must give the same rows again.
		const unsteady = /\b(?:random|randomblob|current_(?:timestamp|date|time))\b|'now'/i.exec(text)?.[0];
		if (unsteady)
			throw new AppError('BAD_INPUT', `A statement that writes may not ask for the time or chance (${unsteady}): hand it over as a value.`);
		return word === 'WITH' ? undefined : 'write';
	}
	throw new AppError('BAD_INPUT', `The store does not run ${word || 'empty'} statements: ${sql.trim().slice(0, 80)}`);
}
