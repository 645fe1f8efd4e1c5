// Clients that give orders to hubs that are killed: settings, jobs, runs and readings, each with a memory of what was acknowledged.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import type { HubSettings, Job, NewJob } from '../../src/contract';
import { type HubApi, hubOver } from '../../src/contract/caller';
import { dial } from '../../src/contract/dial';
import { readOwner } from '../../src/contract/owner';
import type { Dice } from '../support/dice';
import type { ChaosWorld } from './chaos';
import { kill, until } from './playground';

/** Somebody who gives orders of one kind. */
interface Client {
	/** Gives one order; whatever happens to it, the client knows what may be true afterwards. Rejects where its fate is open. */
	act(api: HubApi, pid: number): Promise<void>;
	/** What was acknowledged and is not there, in words. */
	verify(api: HubApi): Promise<string[]>;
}

export interface Obeyed {
	kills: number;
	acknowledged: number;
	/** Orders that were under way when the hub died. */
	open: number;
	/** Looks at what is there, after each death and at the end. */
	looks: number;
	lost: string[];
}

export interface OrdersOptions {
	kills: number;
	/** After the last kill it goes on until so many orders were acknowledged, however slow the machine is. */
	orders?: number;
	dice: Dice;
}

/** Lets clients give orders while the hub is killed so many times; then looks what is there. */
export async function ordersUnderKills(world: ChaosWorld, { kills, orders = 0, dice }: OrdersOptions): Promise<Obeyed> {
	const obeyed: Obeyed = { kills: 0, acknowledged: 0, open: 0, looks: 0, lost: [] };
	const clients = [
		settingsClient(dice),
		jobsClient('one', dice),
		jobsClient('two', dice),
		runsClient(),
		logsClient(path.join(world.root, 'home'), dice),
	];
	let going = true;
	const look = async (client: Client, api: HubApi) => {
		obeyed.lost.push(...(await client.verify(api)));
		obeyed.looks++;
	};
	const serve = async (client: Client) => {
		while (going) {
			const owner = readOwner(world.data);
			const answer = owner && (await dial(systemClock, owner, 'window'));
			if (answer?.kind !== 'open') {
				await systemClock.sleep(20);
				continue;
			}
			const api = hubOver(answer.socket);
			try {
				await look(client, api);
				while (going) {
					await client.act(api, answer.hello.pid);
					obeyed.acknowledged++;
					await systemClock.sleep(dice.below(15));
				}
			} catch (error) {
				if (!(error instanceof AppError) || !['HUB_GONE', 'FENCED', 'INTERNAL'].includes(error.code)) throw error;
				obeyed.open++;
			} finally {
				answer.socket.terminate();
			}
		}
	};
	for (let i = 0; i < 3; i++) world.start(0);
	await until('the first hub', () => world.owner() !== undefined, 20_000);
	const serving = Promise.all(clients.map(serve));
	const killing = (async () => {
		try {
			while (going && obeyed.kills < kills) {
				// Mostly a hub may first do something; sometimes it is killed while it begins.
				const enough = obeyed.acknowledged + (dice.chance(0.8) ? dice.between(1, 60) : 0);
				for (const late = systemClock.now() + 10_000; obeyed.acknowledged < enough && systemClock.now() < late; )
					await systemClock.sleep(5);
				await systemClock.sleep(dice.below(200));
				const pid = world.owner();
				if (pid === undefined) continue;
				kill(pid, 'SIGKILL');
				obeyed.kills++;
				world.start(0);
			}
			await until(`${orders} orders`, () => obeyed.acknowledged >= orders, 20_000);
			await systemClock.sleep(300);
		} finally {
			going = false;
		}
	})();
	try {
		await Promise.race([serving, killing]);
	} finally {
		going = false;
		await Promise.allSettled([serving, killing]);
	}
	await serving;
	for (const hub of world.hubs) hub.kill('SIGKILL');
	world.start(0);
	await world.asked(api => api.collect.refresh());
	for (const client of clients) await world.asked(api => look(client, api));
	return obeyed;
}

/** A value that was acknowledged, and those that may have come since. */
class Known<T> {
	#maybe: T[] = [];
	#value: T;
	constructor(value: T) {
		this.#value = value;
	}

	/** Before the order. */
	trying(value: T): void {
		this.#maybe.push(value);
	}

	/** After its answer. */
	acknowledged(value: T): void {
		this.#value = value;
		this.#maybe = [];
	}

	/** What a hub says it is; undefined where that can be, else what was lost. From then on that is it. */
	seen(value: T, name: string): string | undefined {
		const text = JSON.stringify(value);
		const fits = [this.#value, ...this.#maybe].some(each => JSON.stringify(each) === text);
		const lost = fits ? undefined : `${name}: acknowledged ${JSON.stringify(this.#value)}, there is ${text}`;
		this.acknowledged(value);
		return lost;
	}
}

function settingsClient(dice: Dice): Client {
	type Name = 'dailyLimit' | 'monthlyLimit' | 'thresholds' | 'prices';
	let known: Record<Name, Known<unknown>> | undefined;
	let count = 0;
	const values: Record<Name, () => unknown> = {
		dailyLimit: () => ++count,
		monthlyLimit: () => ++count + 0.5,
		thresholds: () => [1 + (++count % 90), 95],
		prices: () => Array.from({ length: ++count % 30 }, (_, i) => ({ model: `model-${count}-${i}`, input: i, output: 2 * i })),
	};
	return {
		async act(api) {
			const name = dice.pick(Object.keys(values) as Name[]);
			const value = values[name]();
			known?.[name].trying(value);
			await api.hub.configure({ [name]: value } as Partial<HubSettings>);
			known?.[name].acknowledged(value);
		},
		async verify(api) {
			const settings = await api.hub.settings();
			const names = Object.keys(values) as Name[];
			known ??= Object.fromEntries(names.map(name => [name, new Known<unknown>(settings[name])])) as Record<Name, Known<unknown>>;
			return names.flatMap(name => known?.[name].seen(settings[name], name) ?? []);
		},
	};
}

const NEVER: NewJob['schedule'] = { kind: 'cron', expression: '0 0 1 1 *', zone: 'UTC' };

function jobsClient(prefix: string, dice: Dice): Client {
	type Kept = { name: string; enabled: boolean; line: string } | 'removed';
	const known = new Map<number, Known<Kept>>();
	const tried = new Set<string>();
	let count = 0;
	const about = (job: Job): Kept => ({ name: job.name, enabled: job.enabled, line: job.action.kind === 'shell' ? job.action.line : '' });
	const alive: number[] = [];
	return {
		async act(api) {
			const what = alive.length < 3 ? 0 : dice();
			const name = `${prefix}-${count++}`;
			if (what < 0.4) {
				tried.add(name);
				const job = await api.jobs.add({ name, schedule: NEVER, action: { kind: 'shell', line: `echo ${count}` } });
				tried.delete(name);
				known.set(job.id, new Known(about(job)));
				alive.push(job.id);
				return;
			}
			const id = dice.pick(alive);
			const kept = known.get(id);
			assert.ok(kept);
			if (what < 0.8) {
				const change: Exclude<Kept, 'removed'> = { name, enabled: dice.chance(0.5), line: `echo ${name}` };
				kept.trying(change);
				await api.jobs.change({ id, name, enabled: change.enabled, action: { kind: 'shell', line: change.line } });
				kept.acknowledged(change);
				return;
			}
			alive.splice(alive.indexOf(id), 1);
			kept.trying('removed');
			await api.jobs.remove({ id });
			kept.acknowledged('removed');
		},
		async verify(api) {
			const jobs = (await api.jobs.list()).filter(({ name }) => name.startsWith(`${prefix}-`));
			const found = new Map(jobs.map(job => [job.id, job]));
			const lost: string[] = [];
			for (const [id, kept] of known) {
				const job = found.get(id);
				lost.push(...([kept.seen(job ? about(job) : 'removed', `job ${id}`)].filter(Boolean) as string[]));
			}
			for (const job of jobs) {
				if (known.has(job.id)) continue;
				// Made by an order whose answer never came; at most once.
				if (!tried.delete(job.name)) lost.push(`job ${job.id} ${job.name}: nobody made it, or it is there twice`);
				known.set(job.id, new Known(about(job)));
			}
			alive.splice(0, alive.length, ...found.keys());
			return lost;
		},
	};
}

function runsClient(): Client {
	const runs = new Set<number>();
	let id: number | undefined;
	return {
		async act(api) {
			if (id === undefined) {
				const there = (await api.jobs.list()).find(({ name }) => name === 'runs');
				id = (there ?? (await api.jobs.add({ name: 'runs', schedule: NEVER, action: { kind: 'command', argv: ['true'] } }))).id;
			}
			const { executed, run_id } = await api.jobs.run({ id });
			if (executed) runs.add(run_id);
			await systemClock.sleep(60);
		},
		async verify(api) {
			if (id === undefined) return [];
			const found = new Set<number>();
			for (let before: number | undefined; ; ) {
				const rows = await api.jobs.history({ id, limit: 500, ...(before === undefined ? {} : { before }) });
				for (const row of rows) found.add(row.id);
				if (rows.length < 500) break;
				before = rows.at(-1)?.id;
			}
			return [...runs].flatMap(run => (found.has(run) ? [] : [`run ${run} was started, and there is no row of it`]));
		},
	};
}

/** Writes logs and has them read; some are deleted once what was read of them is on disk for sure, as the tools themselves do. */
function logsClient(home: string, dice: Dice): Client {
	const folder = path.join(home, '.claude', 'projects', '-work-demo');
	fs.mkdirSync(folder, { recursive: true });
	let written = 0;
	let files = 0;
	/** The file that may go, the hub that read it, and when. */
	let read: { file: string; pid: number; at: number } | undefined;
	return {
		async act(api, pid) {
			const file = path.join(folder, `session-${++files}.jsonl`);
			const lines = Array.from({ length: dice.between(1, 20) }, () => line(`${files}-${written++}`));
			fs.writeFileSync(file, lines.join(''));
			await api.collect.refresh();
			// `soon` is on disk within a second.
			if (read?.pid === pid && systemClock.now() - read.at > 2000) {
				fs.unlinkSync(read.file);
				read = undefined;
			}
			if (read?.pid !== pid) read = { file, pid, at: systemClock.now() };
			await systemClock.sleep(50);
		},
		async verify(api) {
			await api.collect.refresh();
			const { requests } = (await api.usage.breakdown({ by: 'model' })).totals;
			return requests === written ? [] : [`usage: ${written} calls were written, ${requests} are counted`];
		},
	};
}

const line = (id: string): string =>
	`${JSON.stringify({
		type: 'assistant',
		sessionId: 's',
		cwd: '/work/demo',
		version: '2.1.0',
		uuid: id,
		requestId: `req_${id}`,
		timestamp: '2026-11-01T12:00:00.000Z',
		message: {
			id: `msg_${id}`,
			type: 'message',
			role: 'assistant',
			model: 'claude-sonnet-4-5',
			content: [],
			usage: { input_tokens: 100, output_tokens: 10, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
		},
	})}\n`;
