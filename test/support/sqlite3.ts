// A second opinion on a database file: the system's own `sqlite3` checks it and reads it row by row beside the SQLite of the product.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadSqlite } from '../../src/storage/sqlite';
import type { Row } from '../../src/storage/store';

const WASM = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

/** How a file was read by both, and where they differ (nowhere, if all is well). */
export interface SecondOpinion {
	tables: number;
	rows: number;
	differences: string[];
}

/** True where this machine has a `sqlite3`. */
export function hasSqlite3(): boolean {
	try {
		execFileSync('sqlite3', ['--version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/** Reads a file with both; the file stays as it is. */
export async function secondOpinion(file: string): Promise<SecondOpinion> {
	const other = (sql: string): Row[] => {
		const text = execFileSync('sqlite3', ['-readonly', '-json', file, sql], { encoding: 'utf8', maxBuffer: 2 ** 30 });
		return text.trim() === '' ? [] : (JSON.parse(text) as Row[]);
	};
	const ours = (await loadSqlite(WASM)).open(fs.readFileSync(file));
	const opinion: SecondOpinion = { tables: 0, rows: 0, differences: [] };
	try {
		const answers = [...other('PRAGMA integrity_check'), ...other('PRAGMA foreign_key_check')].map(row => Object.values(row).join(' '));
		for (const answer of answers) if (answer !== 'ok') opinion.differences.push(`sqlite3 finds: ${answer}`);
		const names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
		for (const { name } of other(names)) {
			const columns = other(`SELECT name FROM pragma_table_info('${name}')`).map(row => `"${row.name}"`);
			const seen = columns.map(column => `typeof(${column}), CASE typeof(${column}) WHEN 'blob' THEN hex(${column}) ELSE ${column} END`);
			const sql = `SELECT ${seen.map((each, i) => each.replace(',', ` AS t${i},`).concat(` AS v${i}`)).join(', ')} FROM "${name}" ORDER BY ${columns.join(', ')}`;
			const [theirs, mine] = [other(sql), ours.all(sql)];
			opinion.tables++;
			opinion.rows += mine.length;
			if (theirs.length !== mine.length) opinion.differences.push(`${name}: ${mine.length} rows, sqlite3 reads ${theirs.length}`);
			const at = mine.findIndex((row, i) => !same(row, theirs[i]));
			if (at >= 0) opinion.differences.push(`${name}, row ${at}: ${JSON.stringify(mine[at])}, sqlite3 reads ${JSON.stringify(theirs[at])}`);
		}
		const tables = ours.all(names).length;
		if (tables !== opinion.tables) opinion.differences.push(`${tables} tables, sqlite3 reads ${opinion.tables}`);
	} finally {
		ours.close();
	}
	return opinion;
}

/** Equal values; of fractions sqlite3 writes 15 digits at least. */
function same(mine: Row, theirs: Row | undefined): boolean {
	if (theirs === undefined) return false;
	return Object.keys(mine).every(name => {
		const [a, b] = [mine[name], theirs[name]];
		if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) <= 1e-14 * Math.abs(a);
		return a === b;
	});
}
