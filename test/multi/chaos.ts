// Jobs under hubs that are killed and frozen and whose clocks disagree; what happened is told by the jobs themselves.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import { silentLog } from '../../src/base/log';
import type { NewJob } from '../../src/contract';
import { type HubApi, hubOver } from '../../src/contract/caller';
import { dial } from '../../src/contract/dial';
import { readOwner } from '../../src/contract/owner';
import { openStore } from '../../src/storage/open';
import type { Row } from '../../src/storage/store';
import type { Dice } from '../support/dice';
import { alive, kill, until } from './playground';

/** A line that a job wrote itself. */
export interface Said {
	what: 'start' | 'end';
	job: string;
	run: number;
	pid: number;
	hub: number;
}

/** What was found afterwards. The four lists are empty if all is well. */
export interface Findings {
	starts: number;
	/** Slots of the schedules that have a row. */
	slots: number;
	/** Slots whose work began twice. */
	twice: string[];
	/** Runs that worked and are in no row. */
	unknown: number[];
	/** Runs that began while another one of the same job worked. */
	overlapping: string[];
	/** Slots that neither ran nor have a row that says why. */
	vanished: string[];
}

export interface ChaosWorld {
	readonly root: string;
	readonly data: string;
	readonly hubs: readonly ChildProcess[];
	/** Starts a hub that stands for election again and again; its clock is `offset` ms ahead. */
	start(offset: number): ChildProcess;
	/** Pid of the hub that owns the folder; it may be dead. */
	owner(): number | undefined;
	/** Does `work` with whichever hub answers; tried again for 15 s where the hub goes away. */
	asked<T>(work: (api: HubApi) => Promise<T>): Promise<T>;
	said(): Said[];
	/** When every hub is dead: compares what the jobs said with what the store says. */
	check(): Promise<Findings>;
	/** Kills everything that lives. */
	end(): Promise<void>;
}

export function chaosWorld(root: string): ChaosWorld {
	const data = path.join(root, 'data');
	const hubs: ChildProcess[] = [];
	fs.mkdirSync(path.join(root, 'home'), { recursive: true });
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
	return {
		root,
		data,
		hubs,
		said,
		start(offset) {
			const hub = spawn(process.execPath, [path.resolve('dist-test', 'multi', 'hub.child.js'), root, String(offset)], {
				env: { PATH: process.env.PATH, HOME: path.join(root, 'home'), TZ: 'UTC' },
				stdio: ['ignore', 'inherit', 'inherit'],
			});
			hubs.push(hub);
			return hub;
		},
		owner: () => readOwner(data)?.pid,
		async asked(work) {
			for (const end = systemClock.now() + 15_000; ; await systemClock.sleep(50)) {
				const record = readOwner(data);
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
		},
		async check() {
			const lines = said();
			const { runs, grids } = await rowsOf(data);
			const slotOf = new Map(runs.map(row => [Number(row.id), `${row.job_id} ${row.slot}`]));
			const starts = lines.filter(({ what }) => what === 'start');
			const seen = new Set<string>();
			const twice = starts.flatMap(({ run }) => {
				const slot = slotOf.get(run) ?? `unknown ${run}`;
				if (!seen.has(slot)) {
					seen.add(slot);
					return [];
				}
				return [slot];
			});
			const unknown = starts.flatMap(({ run }) => (slotOf.has(run) ? [] : [run]));
			const { slots, vanished } = uncovered(runs, grids);
			return { starts: starts.length, slots, twice, unknown, overlapping: overlaps(lines), vanished };
		},
		async end() {
			for (const hub of hubs) hub.kill('SIGKILL');
			for (const { pid } of said()) kill(pid, 'SIGKILL');
			await systemClock.sleep(50);
		},
	};
}

/** A job that writes its own start and end, also when it is told to end early. */
export const talkative = (root: string, name: string, seconds: number, takes: number): NewJob => ({
	name,
	schedule: { kind: 'interval', seconds },
	action: {
		kind: 'command',
		cwd: root,
		argv: [
			'sh',
			'-c',
			// The parent is the gate, whose parent is the hub.
			`hub=$(ps -o ppid= -p $PPID); say() { echo "$1 ${name} $MISSION_CONTROL_RUN $$" $hub >> said; }; trap 'say end; exit 1' TERM; say start; sleep ${takes} & wait $!; say end`,
		],
	},
	policies: { disableAfter: 0 },
});

export interface Chaos {
	/** How long. */
	seconds: number;
	dice: Dice;
	/** ms that the clocks of the hubs are off, a hub each. */
	offsets: readonly number[];
	/** Kills there are at least, however the dice fall: it goes on until then. */
	kills?: number;
	/** Mostly a hub may run something before the next fault, however slow the machine is. */
	paced?: boolean;
}

/** Lets jobs run for so long under hubs that are killed, frozen and thawed. Everything is dead afterwards. */
export async function chaos(
	world: ChaosWorld,
	{ seconds, dice, offsets, kills: least = 0, paced = false }: Chaos,
): Promise<Findings & { kills: number; freezes: number; owners: number }> {
	const offsetOf = new Map<number, number>();
	const join = (offset: number) => offsetOf.set(world.start(offset).pid ?? 0, offset);
	for (const offset of offsets) join(offset);
	await world.asked(async api => {
		const there = new Set((await api.jobs.list()).map(({ name }) => name));
		const jobs = [talkative(world.root, 'quick', 1, 0.2), talkative(world.root, 'slow', 1, 2.5), talkative(world.root, 'steady', 2, 0.9)];
		for (const each of jobs) if (!there.has(each.name)) await api.jobs.add(each);
	});
	let [kills, freezes] = [0, 0];
	const owners = new Set<number>();
	const thawing: Promise<void>[] = [];
	for (const end = systemClock.now() + seconds * 1000; systemClock.now() < end || kills < least; ) {
		await systemClock.sleep(200 + dice() * 1100);
		const enough = world.said().length + (paced && dice.chance(0.8) ? dice.between(1, 6) : 0);
		for (const late = systemClock.now() + 12_000; world.said().length < enough && systemClock.now() < late; ) await systemClock.sleep(50);
		const pid = world.owner();
		if (!pid || !offsetOf.has(pid)) continue;
		owners.add(pid);
		if (dice.chance(0.6) || systemClock.now() >= end) {
			kills++;
			kill(pid, 'SIGKILL');
			join(offsetOf.get(pid) ?? 0);
			offsetOf.delete(pid);
		} else {
			freezes++;
			kill(pid, 'SIGSTOP');
			const thaw = systemClock.sleep(dice() * 5000).then(() => kill(pid, 'SIGCONT'));
			thawing.push(thaw);
			// Sometimes the others have the time to notice.
			if (dice.chance(0.5)) await thaw;
		}
	}
	await Promise.all(thawing);
	await systemClock.sleep(1500);
	for (const hub of world.hubs) hub.kill('SIGKILL');
	await until('the last runs to end', () => world.said().every(({ pid }) => !alive(pid)));
	return { ...(await world.check()), kills, freezes, owners: owners.size };
}

/** Rows of the jobs above, from the store that the last hub left, and the grids they run on. */
async function rowsOf(data: string): Promise<{ runs: Row[]; grids: Row[] }> {
	const store = await openStore({
		folder: data,
		wasm: path.join('dist', 'sql-wasm.wasm'),
		clock: systemClock,
		log: silentLog,
		epoch: () => 0,
		fence: () => {},
		readOnly: true,
	});
	try {
		const of = "FROM cron_jobs WHERE component = 'user' AND frequency_seconds IS NOT NULL";
		return {
			runs: store.all('SELECT id, job_id, slot, until_slot FROM job_runs ORDER BY id'),
			grids: store.all(`SELECT id, name, frequency_seconds * 1000 AS every, anchor, next_run, created_at ${of}`),
		};
	} finally {
		await store.close();
	}
}

/** Slots between the first one of a job and the next one it waits for that no row stands for. */
function uncovered(runs: readonly Row[], grids: readonly Row[]): { slots: number; vanished: string[] } {
	let slots = 0;
	const vanished: string[] = [];
	for (const grid of grids) {
		const [every, anchor, next, created] = [grid.every, grid.anchor, grid.next_run, grid.created_at].map(Number) as [
			number,
			number,
			number,
			number,
		];
		const covered = new Set<number>();
		for (const row of runs) {
			if (row.job_id !== grid.id || row.slot === null) continue;
			for (let slot = Number(row.slot); slot <= Number(row.until_slot ?? row.slot); slot += every) covered.add(slot);
		}
		// The first slot is the first of the grid after the job was made.
		const first = anchor + (Math.floor((created - anchor) / every) + 1) * every;
		for (let slot = first; slot < next; slot += every) {
			slots++;
			if (!covered.has(slot)) vanished.push(`${grid.name}: ${new Date(slot).toISOString()}`);
		}
	}
	return { slots, vanished };
}

function overlaps(lines: readonly Said[]): string[] {
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
}
