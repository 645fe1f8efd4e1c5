// Reads the lines of one Codex rollout: who speaks (session_meta, turn_context) and what each call used.
import { eventKey, hash53, type UsageEvent } from '../../usage/event';
import type { Sink } from '../collector';
import type { LeanReader } from '../pick/leanRecord';
import { advance, type Counter, newCounter, pass, type Step } from './codexCounter';
import { type Fork, isCopied, newFork } from './codexFork';
import { agentOf, forkOf } from './codexHeader';
import { countsOf, isOddUsage, minus, sizeOf, type Tokens, tokensOf, vectorOf } from './codexTokens';
import { type Fields, fieldsOf, instantOf, nameOf, recordOf } from './fields';

/** A line without one of these says nothing about usage. Each is a search through all bytes, so two words share the first. */
export const ROLLOUT_MARKERS = ['"token_', '"turn_context"', '"session_meta"'] as const;

/** What a line with one of the markers must hold: quoted text in it (`\"token_id\"`) may look like the first. */
const WORDS = ['"token_count"', '"token_usage_record"', '"turn_context"', '"session_meta"'].map(word => Buffer.from(word));

/** Calls that are remembered until a record comes by. */
const FIRST = 32;

/** Whose the calls of a rollout are. */
export interface Owner {
	/** The collector: `codex`, or the tool that drives Codex. */
	source: string;
	/** The agent, where the driving tool knows it; else it is taken from the rollout. */
	agent: string;
	/** Of the same call read for two owners the higher rank counts. */
	rank: number;
	/** Told of every turn of the rollout, once or more often. */
	onTurn?(thread: string, turn: string, ts: number): void;
}

/** What must be remembered of a rollout between two reads. Plain JSON. */
export interface RolloutState {
	thread: string;
	provider: string;
	agent: string;
	model: string;
	cwd: string;
	turn: string;
	/** The last time that was seen: for lines that have none. */
	ts: number;
	/** Calls have their own records: the running totals say nothing new. */
	records: boolean;
	/** What the running totals have amounted to, before any record. */
	totals: Tokens | null;
	/** Calls counted from running totals. */
	counted: number;
	/** Keys of the first of them: a record that comes later may void them. */
	first: number[];
	counter: Counter;
	fork: Fork | null;
}

/** The counts of the thread a rollout was copied from. */
export interface Followed {
	thread: string;
	/** What its rollout looked like when they were read. */
	stamp: string;
	counts: readonly number[];
}

/** Thrown where reading cannot go on without knowing whether one of these threads has a file. */
export class NeedsParent extends Error {
	constructor(readonly threads: readonly string[]) {
		super('the parent of this rollout must be read first');
	}
}

export function newRollout(thread: string): RolloutState {
	return {
		thread,
		provider: '',
		agent: '',
		model: '',
		cwd: '',
		turn: '',
		ts: 0,
		records: false,
		totals: null,
		counted: 0,
		first: [],
		counter: newCounter(),
		fork: null,
	};
}

/** One state of a thread's counter, as copies of it are told by. */
export const countHash = (total: Tokens | undefined, last: Tokens | undefined): number => hash53(`${vectorOf(total)}|${vectorOf(last)}`);

/** Total and last call of a `token_count` line; undefined where the line is none or carries none. */
export function countOfLine(
	payload: Fields | undefined,
): { total: Tokens | undefined; last: Tokens | undefined; info: Fields } | undefined {
	const info = payload?.type === 'token_count' ? fieldsOf(payload.info) : undefined;
	if (!info) return undefined;
	const total = tokensOf(info.total_token_usage);
	const last = tokensOf(info.last_token_usage);
	return total || last ? { total, last, info } : undefined;
}

/**
 * The reader of one rollout. It changes `state`. `followed` is the thread whose counts begin the file, once that is known;
 * `asked` are the threads that were looked for. Throws NeedsParent where another must be.
 */
export function rolloutReader(
	state: RolloutState,
	owner: Owner,
	followed: Followed | undefined,
	asked: ReadonlySet<string>,
	sink: Sink,
	lean: LeanReader | undefined,
): (bytes: Buffer, start: number, end: number, line: number) => void {
	/** What the call before was known by, and the tie that follows from it. */
	let speaker: { thread: string; model: string; cwd: string; tie: number } | undefined;
	return (bytes, start, end, line) => {
		const record = leanOf(bytes, start, end) ?? wholeOf(bytes, start, end, line);
		const payload = fieldsOf(record?.payload);
		if (!record || !payload) return;
		const at = instantOf(record.timestamp);
		if (at !== undefined) state.ts = at;
		if (record.type === 'session_meta') meta(payload, at);
		else if (record.type === 'turn_context') turnContext(payload);
		else if (record.type === 'token_usage_record') usageRecord(payload, record, line);
		else if (record.type === 'event_msg' && payload.type === 'token_count') tokenCount(payload, record, line);
	};

	/** The quick way to what nearly all lines say. */
	function leanOf(bytes: Buffer, start: number, end: number): Fields | undefined {
		const record = lean?.(bytes, start, end);
		if (record?.type === 'event_msg' || record?.type === 'turn_context') return record;
		// The first record of a file brings more with it.
		return record?.type === 'token_usage_record' && state.records ? record : undefined;
	}

	function wholeOf(bytes: Buffer, start: number, end: number, line: number): Fields | undefined {
		const text = bytes.subarray(start, end);
		if (!WORDS.some(word => text.includes(word))) return undefined;
		const record = recordOf(bytes, start, end);
		if (!record) sink.bad(line);
		return record;
	}

	function meta(payload: Fields, at: number | undefined): void {
		const id = nameOf(payload.id) || nameOf(payload.session_id);
		if (state.fork === null && state.provider === '') {
			if (id) state.thread = id;
			speaker = undefined;
			state.provider = nameOf(payload.model_provider) || 'openai';
			state.cwd ||= nameOf(payload.cwd);
			state.agent = agentOf(payload);
			state.fork = forkOf(payload, at ?? instantOf(payload.timestamp) ?? state.ts);
		} else if (id && id !== state.thread) {
			// A second header in the midst of own calls is none of a copy, which stands at the beginning.
			if (state.counted > 0) return;
			state.fork ??= newFork([], state.ts);
			state.fork.headers++;
			if (!state.fork.ancestors.includes(id)) state.fork.ancestors.push(id);
		}
		seekParent();
	}

	/** Reading starts anew with the parent's counts, once per thread named; a copy that is already followed needs no other. */
	function seekParent(): void {
		const fork = state.fork;
		if (!fork || fork.phase === 'own' || fork.refers || fork.boundary !== null || fork.matched > 0 || fork.orphan) return;
		if (fork.ancestors.some(thread => !asked.has(thread))) throw new NeedsParent(fork.ancestors);
		fork.follows = followed?.thread ?? '';
		fork.seen = followed?.stamp ?? '';
	}

	function turnContext(payload: Fields): void {
		state.model = nameOf(payload.model) || state.model;
		state.cwd = nameOf(payload.cwd) || state.cwd;
		turn(state.thread, nameOf(payload.turn_id));
	}

	function turn(thread: string, id: string): void {
		if (id === '' || id === state.turn) return;
		state.turn = id;
		owner.onTurn?.(thread, id, state.ts);
	}

	function usageRecord(payload: Fields, record: Fields, line: number): void {
		const usage = tokensOf(payload.usage);
		const thread = nameOf(payload.thread_id) || state.thread;
		if (!usage || isOddUsage(payload.usage)) sink.bad(line);
		if (!usage) return;
		if (!state.records) beginRecords(tokensOf(payload.thread_token_usage), usage);
		turn(thread, nameOf(payload.turn_id));
		const response = nameOf(payload.response_id);
		const id = response ? `response|${response}` : `${thread}|${state.turn}|${nameOfOrdinal(record, line)}`;
		emit(eventKey('codex', id), usage, thread, owner.rank + (thread === state.thread ? 1 : 0), record);
	}

	/** The first record of a file: running totals before it are either the same calls or, in a file an older version began, earlier ones. */
	function beginRecords(thread: Tokens | undefined, usage: Tokens): void {
		const earlier = thread && sizeOf(minus(thread, usage));
		const older = !state.fork && state.totals && earlier !== undefined && sizeOf(state.totals) <= earlier;
		state.records = true;
		if (!older) {
			for (const key of state.first) takeBack(key);
			if (state.counted > state.first.length) sink.restart();
		}
		state.first = [];
	}

	function takeBack(key: number): void {
		sink.event({ ...event(key, none, state.thread, owner.rank + 2, ''), requests: 0 });
	}

	function tokenCount(payload: Fields, record: Fields, line: number): void {
		if (state.records) return;
		const count = countOfLine(payload);
		if (!count) return;
		const { total, last, info } = count;
		if (isOddUsage(info.total_token_usage) || isOddUsage(info.last_token_usage)) sink.bad(line);
		if (state.fork && isCopied(state.fork, { ts: state.ts, ordinal: ordinalOf(record), hash: countHash(total, last) }, followed?.counts)) {
			if (total) pass(state.counter, total);
			return;
		}
		state.totals = total ?? state.totals;
		const model = nameOf(info.model) || nameOf(payload.model);
		if (!total) {
			const key = eventKey('codex', `${state.thread}|${nameOfOrdinal(record, line)}`);
			if (last) emit(key, last, state.thread, owner.rank + 1, record, model);
			return;
		}
		// A fork that refers to its parent goes on from totals it does not hold.
		if (state.fork?.refers && !last && state.counter.heads.length === 0) {
			pass(state.counter, total);
			return;
		}
		const vector = `${vectorOf(total)}|${vectorOf(last)}`;
		apply(
			advance(state.counter, total, last, drops => eventKey('codex', `${state.thread}|${drops}|${vector}`)),
			record,
			model,
		);
	}

	function apply(step: Step, record: Fields, model: string): void {
		for (const key of step.void) takeBack(key);
		if (step.call) emit(step.call.key, step.call.tokens, state.thread, owner.rank + 1, record, model);
	}

	function emit(key: number, tokens: Tokens, thread: string, rank: number, record: Fields, model = ''): void {
		if (sizeOf(tokens) === 0 && tokens.cached === 0 && tokens.written === 0) return;
		if (record.type === 'event_msg') {
			state.counted++;
			if (state.first.length < FIRST) state.first.push(key);
		}
		sink.event(event(key, tokens, thread, rank, model));
	}

	function event(key: number, tokens: Tokens, thread: string, rank: number, model: string): UsageEvent {
		const known = model || state.model;
		const agent = owner.agent || state.agent;
		if (!speaker || thread !== speaker.thread || known !== speaker.model || state.cwd !== speaker.cwd) {
			// Any difference between two copies decides, so that the order of reading does not.
			const tie = hash53(`${thread}|${state.thread}|${agent}|${state.cwd}|${known}`);
			speaker = { thread, model: known, cwd: state.cwd, tie };
		}
		const counts = countsOf(tokens);
		return {
			key,
			rank,
			tie: speaker.tie,
			ts: state.ts,
			source: owner.source,
			provider: state.provider || 'openai',
			model: known || 'gpt-5',
			agent: agent || 'main',
			project: state.cwd,
			session: thread,
			variant: '',
			confidence: known ? 'exact' : 'estimated',
			requests: 1,
			input: counts.input,
			output: counts.output,
			reasoning: counts.reasoning,
			cacheRead: counts.cacheRead,
			cacheWrite5m: counts.cacheWrite5m,
			cacheWrite1h: counts.cacheWrite1h,
		};
	}
}

const none: Tokens = { input: 0, cached: 0, written: 0, output: 0, reasoning: 0 };

const ordinalOf = (record: Fields): number | undefined =>
	typeof record.ordinal === 'number' && Number.isSafeInteger(record.ordinal) ? record.ordinal : undefined;

const nameOfOrdinal = (record: Fields, line: number): string => {
	const ordinal = ordinalOf(record);
	return ordinal === undefined ? `line ${line}` : `ordinal ${ordinal}`;
};
