// Turns the records of an OpenClaw transcript, from whatever store, into usage events.
import { eventKey, hash53, type UsageEvent } from '../../usage/event';
import { type LeanReader, leanReader } from '../pick/leanRecord';
import type { LineMemory } from '../pick/lineMemory';
import { countOf, type Fields, fieldsOf, instantOf, isOddCount, nameOf } from './fields';

/** A line without one of these says nothing about usage. */
export const TRANSCRIPT_MARKERS = ['"usage"', '"model_change"', '"model-snapshot"', '"session"'] as const;

/** What is read of a record. */
export const transcriptRecords = (memory: LineMemory): LeanReader =>
	leanReader(
		memory,
		[
			...['type', 'customType', 'id', 'timestamp', 'cwd', 'parentSession', 'provider', 'modelId', 'data', 'data.provider', 'data.modelId'],
			...['message', 'message.role', 'message.api', 'message.provider', 'message.model', 'message.responseModel', 'message.timestamp'],
			...['message.idempotencyKey', 'message.usage', 'message.usage.input', 'message.usage.output', 'message.usage.reasoningTokens'],
			...['message.usage.cacheRead', 'message.usage.cacheWrite', 'message.usage.cacheWrite1h', 'message.usage.cost'],
			...['message.usage.cost.totalOrigin', 'message.usage.cost.total'],
		],
		['timestamp'],
	);

/** Ranks of OpenClaw's events: above every event of the Codex collector, so that a call both read is OpenClaw's. */
export const RANK = { archived: 9, mirror: 10, fork: 10, own: 11, rollout: 10, gone: 20 } as const;

/** What is known of the session whose records come by. Plain JSON. */
export interface Session {
	id: string;
	agent: string;
	cwd: string;
	/** Begun as a copy of another session: its copies lose to that one's records. */
	forked: boolean;
	provider: string;
	model: string;
	/** The last time seen, ms UTC: for records without one. */
	ts: number;
}

export const newSession = (id: string, agent: string): Session => ({ id, agent, cwd: '', forked: false, provider: '', model: '', ts: 0 });

/** A transcript row that repeats a turn Codex ran: `codex-app-server:<thread>:<turn>:assistant`. */
export interface Mirror {
	thread: string;
	turn: string;
}

/** A call found in a transcript. */
export interface Found {
	event: UsageEvent;
	mirror: Mirror | undefined;
	/** Claude Code ran it and has logged it too. */
	claude: boolean;
	/** A field that should be a count is none. */
	odd: boolean;
}

/** The call a record tells of, if it does; moves `session` on. */
export function readRecord(session: Session, record: Fields): Found | undefined {
	session.ts = instantOf(record.timestamp) ?? session.ts;
	if (record.type === 'session') {
		session.id = nameOf(record.id) || session.id;
		session.cwd = nameOf(record.cwd) || session.cwd;
		session.forked = typeof record.parentSession === 'string' && record.parentSession !== '';
	} else if (record.type === 'model_change') setModel(session, record);
	else if (record.type === 'custom' && record.customType === 'model-snapshot') setModel(session, fieldsOf(record.data));
	else if (record.type === 'message') return readMessage(session, record, fieldsOf(record.message));
	return undefined;
}

export const mirrorKey = ({ thread, turn }: Mirror): number => eventKey('openclaw', `codex-app-server|${thread}|${turn}`);

/** Says of a mirrored turn that its calls are known from Codex itself. */
export function goneMirror(mirror: Mirror, agent: string, ts: number): UsageEvent {
	return {
		key: mirrorKey(mirror),
		rank: RANK.gone,
		tie: 0,
		ts,
		source: 'openclaw',
		provider: 'openai-codex',
		model: '',
		agent,
		project: '',
		session: mirror.thread,
		variant: '',
		confidence: 'exact',
		requests: 0,
		input: 0,
		output: 0,
		reasoning: 0,
		cacheRead: 0,
		cacheWrite5m: 0,
		cacheWrite1h: 0,
	};
}

function setModel(session: Session, fields: Fields | undefined): void {
	session.provider = nameOf(fields?.provider) || session.provider;
	session.model = nameOf(fields?.modelId) || session.model;
}

function readMessage(session: Session, record: Fields, message: Fields | undefined): Found | undefined {
	const usage = fieldsOf(message?.usage);
	if (!message || !usage || message.role !== 'assistant' || isDelivery(message)) return undefined;
	const written = countOf(usage.cacheWrite);
	const hour = Math.min(countOf(usage.cacheWrite1h), written);
	const output = countOf(usage.output);
	const tokens = {
		input: countOf(usage.input),
		output,
		reasoning: Math.min(countOf(usage.reasoningTokens), output),
		cacheRead: countOf(usage.cacheRead),
		cacheWrite5m: written - hour,
		cacheWrite1h: hour,
	};
	if (tokens.input + output + tokens.cacheRead + written === 0) return undefined;
	const ts = instantOf(message.timestamp) ?? session.ts;
	const mirror = mirrorOf(nameOf(message.idempotencyKey));
	const id = nameOf(record.id);
	const stamp = `${ts}|${tokens.input}|${output}|${tokens.cacheRead}|${written}`;
	const key = id.length >= 32 ? id : id === '' ? `${session.id}|${stamp}` : `${id}|${stamp}`;
	const provider = nameOf(message.provider) || session.provider;
	const model = modelOf(message) || session.model;
	const cost = fieldsOf(usage.cost);
	const event: UsageEvent = {
		key: mirror ? mirrorKey(mirror) : eventKey('openclaw', key),
		rank: mirror ? RANK.mirror : session.forked ? RANK.fork : RANK.own,
		// Two copies may differ in whatever the session said of itself: any of it decides, the order of reading does not.
		tie: hash53(`${session.id}|${session.agent}|${session.cwd}|${provider}|${model}`),
		ts,
		source: 'openclaw',
		provider,
		model: model || 'unknown',
		agent: session.agent,
		project: session.cwd,
		session: session.id,
		variant: '',
		confidence: model ? 'exact' : 'estimated',
		requests: 1,
		// One by one, so that calls of all tools are objects of one shape, which is quicker for whatever reads them.
		input: tokens.input,
		output: tokens.output,
		reasoning: tokens.reasoning,
		cacheRead: tokens.cacheRead,
		cacheWrite5m: tokens.cacheWrite5m,
		cacheWrite1h: tokens.cacheWrite1h,
	};
	// Without this word the figure is OpenClaw's own estimate, and 0 means that it has none.
	if (cost?.totalOrigin === 'provider-billed' && typeof cost.total === 'number' && cost.total >= 0 && Number.isFinite(cost.total)) {
		event.loggedCost = cost.total;
	}
	const odd = isOddCount(usage.input) || isOddCount(usage.output) || isOddCount(usage.cacheRead) || isOddCount(usage.cacheWrite);
	return { event, mirror, claude: provider === 'claude-cli', odd };
}

/** Rows OpenClaw writes itself, when it delivers a text: no model was asked. */
function isDelivery(message: Fields): boolean {
	if (message.api === 'openclaw-transcript') return true;
	return message.provider === 'openclaw' && (message.model === 'delivery-mirror' || message.model === 'gateway-injected');
}

/** A router's `auto` says nothing of the model that answered. */
function modelOf(message: Fields): string {
	const model = nameOf(message.model);
	const answered = nameOf(message.responseModel);
	return answered !== '' && (model === '' || /(?:^|\/)auto$/.test(model)) ? answered : model;
}

function mirrorOf(key: string): Mirror | undefined {
	if (key === '') return undefined;
	const [space, thread, turn] = key.split(':');
	return space === 'codex-app-server' && thread && turn ? { thread: thread.toLowerCase(), turn } : undefined;
}
