// Looks into databases without touching them: are the bytes those that were written, is SQLite content, what do they hold.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { messageOf, nodeCode } from '../base/errors';
import type { StoreContents } from '../contract/store';
import { type SnapshotProof, whyNotWhole } from './snapshot';
import { type Connection, loadSqlite } from './sqlite';
import type { Row } from './store';

/** One database to look at: a file with what its record says of it, or the bytes themselves. */
export type Examinee = { folder: string; proof: SnapshotProof } | { image: Uint8Array };

/** How closely: `bytes` against their record; also `contents`; or also every page and index (`integrity`). */
export type Closeness = 'bytes' | 'contents' | 'integrity';

export interface Examined {
	/** The file is not there. */
	gone: boolean;
	/** What is wrong, in words; '' where nothing is. */
	why: string;
	/** undefined where it was not looked into, or could not be. */
	contents: StoreContents | undefined;
}

/** Looks at one after the other. Rejects only where SQLite cannot be loaded or the thread that looks dies. */
export type Examine = (examinees: readonly Examinee[], closeness: Closeness) => Promise<Examined[]>;

/** Looks in this thread. `wasm`: path of `sql-wasm.wasm`. */
export const examineHere =
	(wasm: string): Examine =>
	async (examinees, closeness) => {
		const found: Examined[] = [];
		for (const examinee of examinees) found.push(await examine(wasm, examinee, closeness));
		return found;
	};

async function examine(wasm: string, examinee: Examinee, closeness: Closeness): Promise<Examined> {
	let image: Uint8Array;
	try {
		if ('image' in examinee) image = examinee.image;
		else {
			const why = await whyNotWhole(examinee.folder, examinee.proof);
			if (why !== undefined || closeness === 'bytes') return { gone: false, why: why ?? '', contents: undefined };
			image = await fs.promises.readFile(path.join(examinee.folder, examinee.proof.file));
		}
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return { gone: true, why: 'it is not there', contents: undefined };
		return { gone: false, why: `it cannot be read (${messageOf(error)})`, contents: undefined };
	}
	const sqlite = await loadSqlite(wasm);
	let connection: Connection | undefined;
	try {
		connection = sqlite.open(image);
		const why = closeness === 'integrity' ? faultsOf(connection) : '';
		return { gone: false, why, contents: contentsOf(connection) };
	} catch (error) {
		return { gone: false, why: `SQLite cannot open it (${messageOf(error)})`, contents: undefined };
	} finally {
		connection?.close();
	}
}

/** What SQLite finds wrong; '' where nothing. */
function faultsOf(connection: Connection): string {
	const found = connection.all('SELECT integrity_check AS fault FROM pragma_integrity_check LIMIT 3').map(({ fault }) => String(fault));
	if (found.join() !== 'ok') return `SQLite finds it damaged (${found.join('; ')})`;
	const dangling = connection.dangling();
	return dangling > 0 ? `${dangling} rows refer to rows that are not there` : '';
}

/** Of a database of any version: what a version does not have yet counts as none. */
export function contentsOf(reader: Pick<Connection, 'get'>): StoreContents {
	const has = (table: string) => reader.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [table]) !== undefined;
	const one = (table: string, sql: string): Row => (has(table) ? reader.get(sql) : undefined) ?? {};
	const usage = one(
		'usage_daily',
		`SELECT sum(requests) AS calls, count(DISTINCT day) AS days, min(day) AS first_day, max(day) AS last_day,
			sum(iif(basis = 0, NULL, cost)) AS cost, sum(iif(basis = 0, requests, 0)) AS unpriced FROM usage_daily WHERE requests > 0`,
	);
	const jobs = one('cron_jobs', "SELECT count(*) AS jobs FROM cron_jobs WHERE deleted_at IS NULL AND component <> 'system'");
	const runs = one('job_runs', 'SELECT count(*) AS runs FROM job_runs');
	return {
		calls: Number(usage.calls ?? 0),
		days: Number(usage.days ?? 0),
		first_day: text(usage.first_day),
		last_day: text(usage.last_day),
		cost: usage.cost === null || usage.cost === undefined ? null : Number(usage.cost),
		unpriced_calls: Number(usage.unpriced ?? 0),
		jobs: Number(jobs.jobs ?? 0),
		runs: Number(runs.runs ?? 0),
	};
}

const text = (value: Row[string] | undefined): string | null => (typeof value === 'string' ? value : null);
