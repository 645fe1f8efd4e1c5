// Migrations that are killed: whatever was reached, the store is the old one or the new one, and the next try succeeds.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { inspect, type Told, term } from '../unit/storage/life';
import { type Scratch, scratch } from '../unit/storage/scratch';

/** Bytes that make writing a snapshot take a while. */
const BALLAST = 6_000_000;

export interface Killed {
	/** False where it had ended before it could be killed. */
	killed: boolean;
	/** True where the backup before it was made already. */
	backedUp: boolean;
	lost: string[];
}

/** A store of the old schema that has something to migrate, and what it acknowledged. */
export async function toMigrate(room: Scratch): Promise<Told> {
	const told: Told = { kept: [], refused: [] };
	const store = await room.open();
	await store.write('now', w => w.run("INSERT INTO settings VALUES ('ballast', ?)", ['x'.repeat(BALLAST)]));
	await store.backUp();
	await term(room, store, told);
	assert.equal(told.kept.length, 6);
	return told;
}

/** How long the migration takes when nobody kills it. ms */
export async function timeOfMigration(room: Scratch, parent: string): Promise<number> {
	const copy = scratch(parent);
	try {
		fs.cpSync(room.folder, copy.folder, { recursive: true });
		const { child, closed, begun } = start(copy.folder);
		await begun;
		const from = systemClock.now();
		await closed;
		assert.equal(child.exitCode, 0);
		return systemClock.now() - from;
	} finally {
		await copy.end();
	}
}

/** Migrates a copy of it in a process that is killed `wait` ms after it began. Throws where it is not the old or the new store afterwards. */
export async function killMigration(room: Scratch, told: Told, wait: number, parent: string): Promise<Killed> {
	const copy = scratch(parent);
	try {
		fs.cpSync(room.folder, copy.folder, { recursive: true });
		const { child, closed, begun, said } = start(copy.folder);
		await begun;
		await systemClock.sleep(wait);
		child.kill('SIGKILL');
		await closed;
		assert.match(said(), /^begun/);
		const killed = !said().includes('done');
		const backup = () => copy.files('backups').some(name => /schema-\d+\.json$/.test(name));
		const backedUp = backup();
		const what = `killed after ${wait} ms, ${said().trim().split('\n').at(-1)}`;
		const { lost } = await inspect(copy, told, what);
		// Whoever comes next has the state from before the update, too.
		assert.ok(backup(), `${what}: no backup`);
		return { killed, backedUp, lost };
	} finally {
		await copy.end();
	}
}

function start(folder: string): { child: ChildProcess; begun: Promise<unknown>; closed: Promise<unknown>; said(): string } {
	const child = spawn(process.execPath, [path.resolve('dist-test/multi/migrator.child.js'), folder], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const closed = once(child, 'close');
	let said = '';
	child.stdout.setEncoding('utf8').on('data', text => {
		said += text;
	});
	return { child, closed, begun: Promise.race([once(child.stdout, 'data'), closed]), said: () => said };
}
