// Numbered migrations: what turns a store of one version into the next, checked before it counts.
import { AppError, messageOf } from '../base/errors';
import usage from './migrations/0001_usage.sql';
import jobs from './migrations/0002_jobs.sql';
import orders from './migrations/0003_orders.sql';
import rewind from './migrations/0004_rewind.sql';
import agentUsage from './migrations/0005_agent_usage.sql';
import type { Connection } from './sqlite';

export interface Migration {
	/** `user_version` after it. */
	version: number;
	/** As the file is called, for messages. */
	name: string;
	sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
	{ version: 1, name: '0001_usage', sql: usage },
	{ version: 2, name: '0002_jobs', sql: jobs },
	{ version: 3, name: '0003_orders', sql: orders },
	{ version: 4, name: '0004_rewind', sql: rewind },
	{ version: 5, name: '0005_agent_usage', sql: agentUsage },
];

/** The version a store has when all of them have run. */
export const newestVersion = (migrations: readonly Migration[]): number => Math.max(0, ...migrations.map(({ version }) => version));

/** The migrations a store of this version still needs, in order. */
export const pendingMigrations = (migrations: readonly Migration[], version: number): Migration[] =>
	migrations.filter(migration => migration.version > version).sort((a, b) => a.version - b.version);

/** The script of a migration, with the version it leads to. */
export const scriptOf = ({ sql, version }: Migration): string => `${sql}\n;PRAGMA user_version = ${version};`;

/** A new database: nothing is there yet that could be lost. Throws what SQLite throws. */
export function create(connection: Connection, migrations: readonly Migration[]): void {
	connection.transaction(() => {
		for (const migration of migrations) connection.script(scriptOf(migration));
	});
	connection.forget();
}

/**
 * Runs one migration as one transaction. Every table that was there must still be there with as many rows, and every
 * reference must hold. Throws STORE_BROKEN; then the database is as before.
 */
export function migrate(connection: Connection, migration: Migration): void {
	const before = connection.counts();
	try {
		connection.transaction(() => {
			connection.script(scriptOf(migration));
			const after = connection.counts();
			for (const [table, rows] of before) {
				const now = after.get(table);
				if (now !== rows) throw new Error(`table ${table} had ${rows} rows and has ${now ?? 'none'}`);
			}
			const dangling = connection.dangling();
			if (dangling > 0) throw new Error(`${dangling} rows refer to rows that are not there`);
		});
	} catch (error) {
		throw new AppError(
			'STORE_BROKEN',
			`The update ${migration.name} of the stored data failed (${messageOf(error)}). Nothing was changed, and a backup from before it is kept. Please report this; the version you had before still works.`,
			{ cause: error },
		);
	} finally {
		connection.forget();
	}
}
