// The way of a call from a log to the screen, all of it real: three collectors, scan, store, prices, sums, budget, sources.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Clock } from '../../src/base/clock';
import { systemClock } from '../../src/base/clock';
import { dayIn } from '../../src/base/day';
import { silentLog } from '../../src/base/log';
import type { Source } from '../../src/contract/collect';
import { type Budget, createBudget } from '../../src/core/budget/budget';
import type { Collector } from '../../src/core/collect/collector';
import { createScanner, type Scanner } from '../../src/core/collect/scan';
import { listSources } from '../../src/core/collect/sources';
import { createClaudeCollector } from '../../src/core/collect/sources/claude';
import { createCodexCollector } from '../../src/core/collect/sources/codex';
import { createOpenClawCollector } from '../../src/core/collect/sources/openclaw';
import { createPriceList } from '../../src/core/pricing/priceList';
import { createUsage, type Usage } from '../../src/core/usage/queries';
import { createRecorder, type Recorder } from '../../src/core/usage/record';
import type { Store } from '../../src/storage/store';
import { type MemoryStore, memoryStore } from './memoryStore';
import { placesAt } from './sink';

export const WASM = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

export interface Pipeline {
	readonly home: string;
	readonly store: MemoryStore;
	/** What the hub has after a start in this zone; `store` is the pipeline's, or one around it. */
	start(zone: string, store?: Store): Promise<Running>;
	/** Writes lines (text as it is, the rest as JSON) to a file below the home and gives its path. */
	write(name: string, lines: readonly (object | string)[]): string;
	end(): void;
}

export interface Running {
	readonly scanner: Scanner;
	readonly recorder: Recorder;
	readonly usage: Usage;
	readonly budget: Budget;
	sources(): Source[];
}

/** `now`: the time that the hub believes it is, ms; logs and folders are looked at by the real one. */
export async function pipeline(now: () => number = () => systemClock.now()): Promise<Pipeline> {
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'pipeline-'));
	const store = await memoryStore();
	return {
		home,
		store,
		async start(zone, into = store) {
			const clock: Clock = { ...systemClock, now };
			const price = createPriceList({ overrides: [], costMode: 'auto' });
			const recorder = createRecorder({ store: into, price, priceMark: 'test', zone, clock });
			await recorder.settle();
			const collectors = allCollectors();
			const scanner = createScanner({
				store: into,
				recorder,
				collectors,
				places: () => placesAt(home),
				clock: systemClock,
				log: silentLog,
			});
			const usage = createUsage({ store, clock, zone: () => zone });
			const settings = () => ({ dailyLimit: 5, monthlyLimit: 200, thresholds: [75, 90] });
			const budget = createBudget({ store, clock, zone: () => zone, settings, usage });
			const today = () => dayIn(zone)(now());
			return { scanner, recorder, usage, budget, sources: () => listSources({ store, scanner, collectors, today }) };
		},
		write(name, lines) {
			const file = path.join(home, name);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
			return file;
		},
		end() {
			store.dispose();
			fs.rmSync(home, { recursive: true, force: true });
		},
	};
}

export const allCollectors = (): Collector[] => [
	createClaudeCollector(systemClock),
	createCodexCollector(),
	createOpenClawCollector({ wasm: WASM }),
];

/** One call in the words of each tool. */
export interface Told {
	id: string;
	model?: unknown;
	/** As the tool writes it; undefined for none. */
	time?: unknown;
	input?: number;
	output?: number;
}

/** A session of the tool that holds these calls: its file below the home, and its lines. */
export interface Tool {
	readonly name: string;
	readonly file: string;
	lines(calls: readonly Told[]): object[];
}

const THREAD = '01a1b2c3-0000-7000-8000-0123456789ab';

export const TOOLS: readonly Tool[] = [
	{
		name: 'claude',
		file: '.claude/projects/-home-user-proj/s1.jsonl',
		lines: calls =>
			calls.map(({ id, model = 'claude-sonnet-4-6', time, input = 10, output = 20 }) => ({
				type: 'assistant',
				uuid: `u-${id}`,
				...(time === undefined ? {} : { timestamp: time }),
				sessionId: 's1',
				cwd: '/home/user/proj',
				version: '2.1.329',
				message: { id: `msg_01abcdefghijklmnopqr${id}`, model, usage: { input_tokens: input, output_tokens: output } },
			})),
	},
	{
		name: 'codex',
		file: `.codex/sessions/2026/11/02/rollout-2026-11-02T03-04-05-${THREAD}.jsonl`,
		lines: calls => [
			{ type: 'session_meta', payload: { id: THREAD, cwd: '/home/user/proj', model_provider: 'openai' } },
			...calls.flatMap(({ id, model = 'gpt-5.2', time, input = 10, output = 20 }) => [
				{ type: 'turn_context', payload: { cwd: '/home/user/proj', model } },
				{
					...(time === undefined ? {} : { timestamp: time }),
					type: 'token_usage_record',
					payload: {
						thread_id: THREAD,
						turn_id: `t-${id}`,
						response_id: `resp_${id}`,
						usage: { input_tokens: input, cached_input_tokens: 0, output_tokens: output, reasoning_output_tokens: 0 },
					},
				},
			]),
		],
	},
	{
		name: 'openclaw',
		file: '.openclaw/agents/main/sessions/s1.jsonl',
		lines: calls => [
			{ type: 'session', version: 3, id: 's1', cwd: '/home/user/proj' },
			...calls.map(({ id, model = 'claude-opus-4-6', time, input = 10, output = 20 }) => ({
				type: 'message',
				id: id.padStart(32, '0'),
				message: {
					role: 'assistant',
					provider: 'anthropic',
					model,
					usage: { input, output, cacheRead: 0, cacheWrite: 0 },
					...(time === undefined ? {} : { timestamp: time }),
				},
			})),
		],
	},
];
