// A hub without a store: fixed answers, so that doors and connections can be tried by themselves.
import { systemClock } from '../../../src/base/clock';
import { AppError } from '../../../src/base/errors';
import type { HubEvent, HubInfo, HubSettings, Meter, Totals } from '../../../src/contract';
import { type Broadcaster, createBroadcaster } from '../../../src/hub/events';
import type { Subjects } from '../../../src/hub/router';

const period = {
	start: '2026-11-21',
	end: '2026-11-21',
	limit: 5,
	used: 1,
	percent: 20,
	level: 'normal' as const,
	unpriced_requests: 0,
	models: [],
};
export const meter = (used: number): Meter => ({
	zone: 'UTC',
	daily: { ...period, used },
	monthly: period,
	thresholds: [75, 90],
	as_of: null,
	scanning: false,
	any_source: true,
});
const totals: Totals = {
	requests: 1,
	input_tokens: 1,
	output_tokens: 1,
	reasoning_tokens: 0,
	cache_read_tokens: 0,
	cache_write_tokens: 0,
	cache_write_1h_tokens: 0,
	cost: 1,
	cost_basis: 'priced',
	unpriced_requests: 0,
	unpriced_tokens: 0,
};

export interface SampleHub {
	subjects: Subjects;
	events: Broadcaster;
	/** What was asked of it, in order. */
	asked: string[];
	/** Lets a pending refresh end. */
	finishRefresh: () => void;
}

export function sampleHub(about: Partial<HubInfo> = {}, stop: () => void = () => {}): SampleHub {
	const events = createBroadcaster();
	const asked: string[] = [];
	const refreshing: (() => void)[] = [];
	let settings: HubSettings = {
		zone: '',
		dailyLimit: 5,
		monthlyLimit: 200,
		thresholds: [75, 90],
		costMode: 'auto',
		prices: [],
		extraRoots: {},
		keepRunning: false,
	};
	const subjects: Subjects = {
		usage: {
			byModel: (range, by) => {
				asked.push(`usage ${by} ${range.start ?? ''}..${range.end ?? ''}`);
				return [];
			},
			byAgent: () => [],
			rows: () => {
				throw new AppError('STORE_BROKEN', 'The file cannot be read.');
			},
			overview: () => {
				throw new TypeError('a bug');
			},
			breakdown: () => ({ totals, slices: [{ name: 'm'.repeat(2_000_000), totals }] }),
		},
		budget: {
			status: () => ({ daily: period0, monthly: { ...period0, warning: false } }),
			meter: () => meter(1),
			claimAlert: async () => true,
			muteToday: async () => '2026-11-21',
		},
		collect: {
			sources: () => [],
			refresh: () => new Promise(resolve => refreshing.push(() => resolve({ events: 0, files: 0 }))),
			progress: () => ({ running: false, files_done: 0, files_total: 0, bytes_done: 0, bytes_total: 0 }),
		},
		jobs: {
			list: () => [],
			get: missing,
			add: async (job, owner) => {
				asked.push(`add ${job.name}${owner ? ` of ${owner.key}` : ''}`);
				return missing();
			},
			change: async (id, change) => {
				asked.push(`change ${id} ${JSON.stringify(change)}`);
				return missing();
			},
			remove: async () => true,
			restore: async () => missing(),
			run: async id => ({ executed: false, result: 'skipped: already running', run_id: id }),
			cancel: async () => true,
			history: (id, page) => {
				asked.push(`history ${id} ${JSON.stringify(page)}`);
				return [];
			},
			runs: () => [],
			upcoming: () => [],
			output: () => ({ text: 'hello', cut: false }),
			preview: () => ({ error: null, words: 'At 09:00', next: [] }),
			answerMissed: async () => ({ executed: false, result: 'declined', run_id: 0 }),
			claimNotice: async () => true,
			claimCall: (call, gone) => {
				asked.push(`claim ${call} ${gone ? 'with its connection' : 'in the process'}`);
				return true;
			},
			answer: call => call === 1,
		},
		store: {
			status: () => ({
				folder: '/data/store',
				mode: 'disk',
				opened_at: '2026-11-21T08:00:00.000Z',
				notes: [],
				trouble: null,
				backups: 0,
				last_backup: null,
			}),
			check: () => Promise.reject(new Error('not tried here')),
			backups: async () => [],
			restore: name => Promise.reject(new AppError('NOT_FOUND', `There is no backup ${name}.`)),
		},
		watch: signal => events.watch([{ type: 'meter', meter: meter(1) } satisfies HubEvent], signal),
		hub: {
			info: () => ({
				version: '1.0.0',
				protocol: 1,
				pid: process.pid,
				epoch: 1,
				mode: 'process',
				data: '',
				home: '',
				log: '',
				started_at: new Date(systemClock.now()).toISOString(),
				store_notes: [],
				...about,
			}),
			settings: () => settings,
			configure: async change => {
				asked.push(`configure ${JSON.stringify(change)}`);
				settings = { ...settings, ...(change as Partial<HubSettings>) };
				return settings;
			},
			stop: whenIdle => {
				asked.push(...(whenIdle ? ['stop when idle'] : []));
				stop();
				return true;
			},
		},
	};
	return { subjects, events, asked, finishRefresh: () => refreshing.shift()?.() };
}

const missing = (): never => {
	throw new AppError('NOT_FOUND', 'There is no job 9; it may have been removed.');
};

const period0 = { limit: 5, used: 1, remaining: 4, percent: 20 };
