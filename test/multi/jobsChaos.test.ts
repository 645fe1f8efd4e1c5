// Hubs that are killed, frozen and thawed at random, with clocks that disagree, while jobs run: told by the jobs themselves.
// CHAOS_SECONDS makes it longer (60 for the proof), CHAOS_SEED repeats one.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import { silentLog } from '../../src/base/log';
import type { NewJob } from '../../src/contract';
import { type HubApi, hubOver } from '../../src/contract/caller';
import { dial } from '../../src/contract/dial';
import { readOwner } from '../../src/contract/owner';
import { openStore } from '../../src/storage/open';
import { alive, kill, until } from './playground';

const SECONDS = Number(process.env.CHAOS_SECONDS ?? 12);
const SEED = Number(process.env.CHAOS_SEED ?? systemClock.now() % 1_000_000);
/** ms that the clocks of the hubs are off. */
const OFFSETS = [0, 700, -700];

interface Said {
	what: 'start' | 'end';
	job: string;
	run: number;
	pid: number;
	hub: number;
}

describe('jobs among hubs that die', function () {
	this.timeout(SECONDS * 1000 + 60_000);
	let root: string;
	let hubs: ChildProcess[];
	beforeEach(() => {
		root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-chaos-')));
		fs.mkdirSync(path.join(root, 'home'));
		hubs = [];
	});
	afterEach(async () => {
		for (const hub of hubs) hub.kill('SIGKILL');
		for (const { pid } of said()) kill(pid, 'SIGKILL');
		await systemClock.sleep(50);
		fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	});

	const start = (offset: number): ChildProcess => {
		const hub = spawn(process.execPath, [path.join('dist-test', 'multi', 'hub.child.js'), root, String(offset)], {
			env: { PATH: process.env.PATH, HOME: path.join(root, 'home'), TZ: 'UTC' },
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		hubs.push(hub);
		return hub;
	};
	const owner = () => readOwner(path.join(root, 'data'))?.pid;
	const asked = async <T>(work: (api: HubApi) => Promise<T>): Promise<T> => {
		for (const end = systemClock.now() + 15_000; ; await systemClock.sleep(50)) {
			const record = readOwner(path.join(root, 'data'));
			const answer = record && (await dial(systemClock, record, 'terminal'));
			if (answer?.kind !== 'open') {
				assert.ok(systemClock.now() < end, 'no hub answers');
				continue;
			}
			try {
				return await work(hubOver(answer.socket));
			} catch (error) {
				if (!(error instanceof AppError) || systemClock.now() > end) throw error;
			} finally {
				answer.socket.terminate();
			}
		}
	};
	/** A job that writes its own start and end, also when it is told to end early. */
	const job = (name: string, seconds: number, takes: number): NewJob => ({
		name,
		schedule: { kind: 'interval', seconds },
		action: {
			kind: 'command',
			cwd: root,
			argv: [
				'sh',
				'-c',
				`say() { echo "$1 ${name} $MISSION_CONTROL_RUN $$ $PPID" >> said; }; trap 'say end; exit 1' TERM; say start; sleep ${takes} & wait $!; say end`,
			],
		},
		policies: { disableAfter: 0 },
	});
	const said = (): Said[] => {
		const file = path.join(root, 'said');
		if (!fs.existsSync(file)) return [];
		return fs
			.readFileSync(file, 'utf8')
			.split('\n')
			.filter(Boolean)
			.map(line => {
				const [what, name = '', run, pid, hub] = line.split(' ');
				return { what: what as Said['what'], job: name, run: Number(run), pid: Number(pid), hub: Number(hub) };
			});
	};
	const overlaps = (lines: readonly Said[]): string[] => {
		const running = new Map<string, Said>();
		return lines.flatMap(line => {
			const other = running.get(line.job);
			if (line.what === 'end') {
				if (other?.pid === line.pid) running.delete(line.job);
				return [];
			}
			running.set(line.job, line);
			return other ? [`${line.job}: run ${line.run} began while run ${other.run} (process ${other.pid}) ran`] : [];
		});
	};
	/** The slot of each run, from the store that the last hub left. */
	const slots = async (): Promise<Map<number, string>> => {
		const store = await openStore({
			folder: path.join(root, 'data'),
			wasm: path.join('dist', 'sql-wasm.wasm'),
			clock: systemClock,
			log: silentLog,
			epoch: () => 0,
			fence: () => {},
			readOnly: true,
		});
		try {
			return new Map(store.all('SELECT id, job_id, slot FROM job_runs').map(row => [Number(row.id), `${row.job_id} ${row.slot}`]));
		} finally {
			await store.close();
		}
	};
	const check = async (): Promise<{ starts: number; twice: string[]; unknown: number[]; overlapping: string[] }> => {
		const lines = said();
		const known = await slots();
		const starts = lines.filter(({ what }) => what === 'start');
		const seen = new Set<string>();
		const twice = starts.flatMap(({ run }) => {
			const slot = known.get(run) ?? `unknown ${run}`;
			if (!seen.has(slot)) {
				seen.add(slot);
				return [];
			}
			return [slot];
		});
		const unknown = starts.flatMap(({ run }) => (known.has(run) ? [] : [run]));
		return { starts: starts.length, twice, unknown, overlapping: overlaps(lines) };
	};

	it(`MW03 ${SECONDS} s of kill -9, freezes and clocks that are off: no slot twice, no two runs at once (seed ${SEED})`, async () => {
		const random = dice(SEED);
		const offsetOf = new Map<number, number>();
		const join = (offset: number) => {
			const { pid = 0 } = start(offset);
			offsetOf.set(pid, offset);
		};
		for (const offset of OFFSETS) join(offset);
		await asked(async api => {
			const there = new Set((await api.jobs.list()).map(({ name }) => name));
			for (const each of [job('quick', 1, 0.2), job('slow', 1, 2.5), job('steady', 2, 0.9)]) {
				if (!there.has(each.name)) await api.jobs.add(each);
			}
		});
		let [kills, freezes] = [0, 0];
		const owners = new Set<number>();
		const thawing: Promise<void>[] = [];
		for (const end = systemClock.now() + SECONDS * 1000; systemClock.now() < end; ) {
			await systemClock.sleep(200 + random() * 1100);
			const pid = owner();
			if (!pid || !offsetOf.has(pid)) continue;
			owners.add(pid);
			if (random() < 0.6) {
				kills++;
				kill(pid, 'SIGKILL');
				join(offsetOf.get(pid) ?? 0);
				offsetOf.delete(pid);
			} else {
				freezes++;
				kill(pid, 'SIGSTOP');
				const thaw = systemClock.sleep(random() * 5000).then(() => kill(pid, 'SIGCONT'));
				thawing.push(thaw);
				// Sometimes the others have the time to notice.
				if (random() < 0.5) await thaw;
			}
		}
		await Promise.all(thawing);
		await systemClock.sleep(1500);
		for (const hub of hubs) hub.kill('SIGKILL');
		await until('the last runs to end', () => said().every(({ pid }) => !alive(pid)));
		const found = await check();
		console.log(`      ${found.starts} runs; ${kills} kills, ${freezes} freezes, ${owners.size} owners seen`);
		assert.deepEqual(
			{ twice: found.twice, unknown: found.unknown, overlapping: found.overlapping },
			{ twice: [], unknown: [], overlapping: [] },
		);
		assert.ok(found.starts >= SECONDS / 3, `only ${found.starts} runs`);
		assert.ok(kills >= SECONDS / 10, `only ${kills} kills`);
	});

	it('MW04 frozen in the middle of its work, replaced, thawed: no run and no word of the old one', async () => {
		start(0);
		await until('the first hub', () => owner() !== undefined);
		const first = owner() ?? 0;
		await asked(api => api.jobs.add(job('every', 1, 0.1)));
		await until('a run', () => said().length >= 2);
		kill(first, 'SIGSTOP');
		start(11_000); // to whom the first is old enough not to be waited for long
		await until('the second hub', () => owner() !== first, 15_000);
		const second = owner() ?? 0;
		await until('its runs', () => said().some(({ hub }) => hub === second), 15_000);
		const before = said().length;
		kill(first, 'SIGCONT');
		await until('the first to notice', () => /fenced/.test(fs.readFileSync(path.join(root, 'hubs.log'), 'utf8')));
		await until('more runs', () => said().length >= before + 4);
		assert.deepEqual(
			said()
				.slice(before)
				.filter(({ hub, what }) => hub === first && what === 'start'),
			[],
		);
		for (const hub of hubs) hub.kill('SIGKILL');
		const { twice, unknown, overlapping } = await check();
		assert.deepEqual([...twice, ...unknown, ...overlapping], []);
	});
});

/** Random numbers below 1 that come again with the same seed. */
function dice(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
