// Logs that grow while hubs that read them are killed; at the end every call must be counted once, by an independent count.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { corpusOf } from '../../bench/generate.mjs';
import { systemClock } from '../../src/base/clock';
import type { Dice } from '../support/dice';
import type { ChaosWorld } from './chaos';
import { kill, until } from './playground';

export interface Growth {
	/** Of the logs, all tools together. */
	megabytes: number;
	files: number;
	kills: number;
	dice: Dice;
}

export interface Counted {
	kills: number;
	/** Calls, by the independent count. */
	calls: number;
	/** Tool and model pairs compared. */
	names: number;
	/** Where the hub's totals are others. */
	differences: string[];
}

/** Sums by tool and model. */
type Totals = Record<string, Record<string, number>>;

/** Replays a year of logs into the hubs' home in pieces that end anywhere, while the hub is killed again and again; then compares. */
export async function growAndKill(world: ChaosWorld, { megabytes, files, kills, dice }: Growth): Promise<Counted> {
	const seed = dice.below(2 ** 31);
	const source = corpusOf({ megabytes, seed, files }) as { home: string; truth: Totals };
	const home = path.join(world.root, 'home');
	try {
		for (let i = 0; i < 2; i++) world.start(0);
		await until('the first hub', () => world.owner() !== undefined, 20_000);
		let growing = true;
		const growth = grow(source.home, home, dice, () => growing);
		let done = 0;
		try {
			for (; done < kills; done++) {
				await systemClock.sleep(dice.between(50, 1200));
				const pid = world.owner();
				if (pid === undefined) continue;
				kill(pid, 'SIGKILL');
				world.start(0);
			}
		} finally {
			growing = false;
		}
		await growth;
		const hub = await world.asked(async api => {
			await api.collect.refresh();
			return totalsOf((await api.usage.rows({})) as unknown as Record<string, string | number>[]);
		});
		const count = countedApart(home);
		const differences = [...compared(hub, count, 'counted independently'), ...compared(hub, truth(source.truth), 'by the generator')];
		const calls = Object.values(count).reduce((sum, { rows = 0 }) => sum + rows, 0);
		return { kills: done, calls, names: Object.keys(count).length, differences };
	} finally {
		fs.rmSync(source.home, { recursive: true, force: true });
	}
}

interface Part {
	from: string;
	to: string;
	at: number;
	size: number;
}

/** Copies every file piece by piece, many of them at a time; quickly when nobody is to be disturbed any more. */
async function grow(from: string, to: string, dice: Dice, slowly: () => boolean): Promise<void> {
	const waiting = fs
		.readdirSync(from, { recursive: true, withFileTypes: true })
		.filter(entry => entry.isFile() && entry.name !== 'truth.json')
		.map((entry): Part => {
			const file = path.join(entry.parentPath, entry.name);
			return { from: file, to: path.join(to, path.relative(from, file)), at: 0, size: fs.statSync(file).size };
		})
		.sort((a, b) => (a.from < b.from ? -1 : 1));
	const open: Part[] = [];
	while (waiting.length > 0 || open.length > 0) {
		while (open.length < 12 && waiting.length > 0) open.push(...waiting.splice(dice.below(waiting.length), 1));
		const part = dice.pick(open);
		const length = slowly() ? Math.min(part.size - part.at, dice.chance(0.3) ? dice.below(300) : dice.below(60_000)) : part.size - part.at;
		fs.mkdirSync(path.dirname(part.to), { recursive: true });
		const bytes = Buffer.alloc(length);
		const fd = fs.openSync(part.from, 'r');
		fs.readSync(fd, bytes, 0, length, part.at);
		fs.closeSync(fd);
		fs.appendFileSync(part.to, bytes);
		part.at += length;
		if (part.at >= part.size) open.splice(open.indexOf(part), 1);
		if (slowly()) await systemClock.sleep(dice.below(12));
		else await systemClock.yield();
	}
}

const PAIRS = [
	['rows', 'requests'],
	['input', 'input_tokens'],
	['output', 'output_tokens'],
	['cacheRead', 'cache_read_tokens'],
	['cacheWrite1h', 'cache_write_1h_tokens'],
] as const;

/** What the independent count says of the logs below a home. */
export const countedApart = (home: string): Totals =>
	JSON.parse(execFileSync(process.execPath, ['test/oracle/count.mjs', home, '--json'], { encoding: 'utf8', maxBuffer: 2 ** 26 })) as Totals;

/** The same of what the hub says. */
export function totalsOf(rows: readonly Record<string, string | number>[]): Totals {
	const totals: Totals = {};
	for (const row of rows) {
		totals[`${row.source} ${row.model}`] ??= {};
		const sum = totals[`${row.source} ${row.model}`] as Record<string, number>;
		for (const [name, column] of PAIRS) sum[name] = (sum[name] ?? 0) + Number(row[column]);
		sum.cacheWrite5m = (sum.cacheWrite5m ?? 0) + Number(row.cache_write_tokens) - Number(row.cache_write_1h_tokens);
	}
	return totals;
}

const truth = (totals: Totals): Totals =>
	Object.fromEntries(Object.entries(totals).map(([name, { requests = 0, ...rest }]) => [name, { rows: requests, ...rest }]));

/** Where the two differ, in words. */
export function compared(hub: Totals, other: Totals, says: string): string[] {
	const names = new Set([...Object.keys(hub), ...Object.keys(other)]);
	return [...names].flatMap(name =>
		['rows', 'input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'].flatMap(column => {
			const [a, b] = [hub[name]?.[column] ?? 0, other[name]?.[column] ?? 0];
			return a === b ? [] : [`${name}, ${column}: ${a}, ${says} ${b}`];
		}),
	);
}
