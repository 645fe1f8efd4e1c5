// Turns one line of a Claude Code session into the call it tells of.
import { eventKey, hash53, totalTokens, type UsageEvent } from '../../usage/event';
import { countOf, type Fields, fieldsOf, instantOf, isOddCount, nameOf } from './fields';

/** What the file itself tells of its calls. */
export interface ClaudeFile {
	/** Session id by the file's name: for lines without one. */
	session: string;
	/** Type of the sub-agent the file belongs to; '' for a main session. */
	agent: string;
	/** Name of the file: of two equal copies of a call, this decides. */
	name: string;
}

/** A call, and what tells whether its id is one of its own. */
export interface Call {
	event: UsageEvent;
	/** The id the model's host gave the answer; '' where there is none. */
	id: string;
	/** Id of the log line. */
	uuid: string;
	/** What a true copy of the line shares with it: the request's id, else the line before it; '' where neither is known. */
	origin: string;
	/** A field that should be a count is none. */
	odd: boolean;
}

/** Ranks of copies: what the session itself logged counts before what a sub-agent replayed. */
const RANK = { main: 1, side: 0 } as const;

/** Until here the log's counts were often those of a stream that had just begun. */
const EXACT_SINCE = [2, 1, 97] as const;

/** The call a line tells of, undefined where it tells of none. `record` is the parsed line. */
export function callOf(record: Fields, file: ClaudeFile): Call | undefined {
	if (record.type === 'assistant') return messageCall(record, record, file, record.isSidechain === true);
	// A running sub-agent's answers are shown in its parent's session as well.
	const data = fieldsOf(record.data);
	const nested = data?.type === 'agent_progress' ? fieldsOf(data.message) : undefined;
	return nested ? messageCall(nested, record, file, true) : undefined;
}

function messageCall(line: Fields, outer: Fields, file: ClaudeFile, side: boolean): Call | undefined {
	const message = fieldsOf(line.message);
	const usage = fieldsOf(message?.usage);
	if (!message || !usage || message.model === '<synthetic>' || line.isApiErrorMessage === true) return undefined;
	const tokens = tokensOf(usage);
	if (totalTokens(tokens) === 0) return undefined;
	const id = nameOf(message.id);
	const uuid = nameOf(line.uuid);
	const speaker = speakerOf(
		{
			id,
			side,
			session: nameOf(line.sessionId ?? outer.sessionId) || file.session,
			model: nameOf(message.model) || 'unknown',
			agent: nameOf(line.attributionAgent),
			project: nameOf(line.cwd ?? outer.cwd),
			version: nameOf(line.version ?? outer.version),
			variant: variantOf(usage.service_tier, usage.speed, usage.inference_geo),
		},
		file,
	);
	const event = eventOf(eventKey('claude', id), instantOf(line.timestamp) ?? instantOf(outer.timestamp) ?? 0, speaker, tokens);
	if (typeof line.costUSD === 'number' && line.costUSD > 0 && Number.isFinite(line.costUSD)) event.loggedCost = line.costUSD;
	if (!id) event.key = lineKey({ event, uuid });
	return { event, id, uuid, origin: nameOf(line.requestId) || nameOf(line.parentUuid), odd: isOdd(usage) };
}

/** What a line says of a call beside its counts. */
export interface Facts {
	/** The answer's id, '' where it has none. */
	id: string;
	/** A sub-agent's copy. */
	side: boolean;
	session: string;
	model: string;
	/** '' where the line names none. */
	agent: string;
	project: string;
	version: string;
	variant: string;
}

/** What the calls of one model in one session have in common: mostly that of the line before. */
export type Speaker = Pick<UsageEvent, 'rank' | 'tie' | 'provider' | 'model' | 'agent' | 'project' | 'session' | 'variant' | 'confidence'>;

export const speakerOf = (facts: Facts, file: ClaudeFile): Speaker => ({
	rank: facts.side ? RANK.side : RANK.main,
	tie: hash53(`${facts.session}|${file.name}`),
	provider: providerOf(facts.model, facts.id),
	model: facts.model,
	agent: facts.agent || file.agent || 'main',
	project: facts.project,
	session: facts.session,
	variant: facts.variant,
	confidence: isExact(facts.version) ? 'exact' : 'estimated',
});

/** The event of a call. */
export const eventOf = (key: number, ts: number, speaker: Speaker, tokens: Tokens): UsageEvent => ({
	key,
	rank: speaker.rank,
	tie: speaker.tie,
	ts,
	source: 'claude',
	provider: speaker.provider,
	model: speaker.model,
	agent: speaker.agent,
	project: speaker.project,
	session: speaker.session,
	variant: speaker.variant,
	confidence: speaker.confidence,
	requests: 1,
	input: tokens.input,
	output: tokens.output,
	reasoning: tokens.reasoning,
	cacheRead: tokens.cacheRead,
	cacheWrite5m: tokens.cacheWrite5m,
	cacheWrite1h: tokens.cacheWrite1h,
});

/** The key of a call whose answer has no id of its own: its line. */
export const lineKey = ({ event, uuid }: Pick<Call, 'event' | 'uuid'>): number =>
	uuid
		? eventKey('claude', `line|${uuid}`)
		: eventKey('claude', `line|${event.session}|${event.ts}|${event.model}|${event.input}|${event.output}|${event.cacheRead}`);

export type Tokens = Pick<UsageEvent, 'input' | 'output' | 'reasoning' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h'>;

function tokensOf(usage: Fields): Tokens {
	const tokens = partOf(usage);
	const iterations = usage.iterations;
	if (Array.isArray(iterations)) {
		for (const each of iterations) {
			const iteration = fieldsOf(each);
			// What is of another type (a compaction, an adviser) is not part of the sums above it.
			if (!iteration || iteration.type === undefined || iteration.type === 'message') continue;
			const more = partOf(iteration);
			for (const name of Object.keys(more) as (keyof Tokens)[]) tokens[name] += more[name];
		}
	}
	return tokens;
}

function partOf(usage: Fields): Tokens {
	const output = countOf(usage.output_tokens);
	const split = fieldsOf(usage.cache_creation);
	const hour = countOf(split?.ephemeral_1h_input_tokens);
	const minutes = countOf(split?.ephemeral_5m_input_tokens);
	const whole = countOf(usage.cache_creation_input_tokens);
	return {
		input: countOf(usage.input_tokens),
		output,
		reasoning: Math.min(output, countOf(fieldsOf(usage.output_tokens_details)?.thinking_tokens)),
		cacheRead: countOf(usage.cache_read_input_tokens),
		// A gateway may know the sum and send an empty split.
		cacheWrite5m: split && hour + minutes > 0 ? minutes : whole,
		cacheWrite1h: hour,
	};
}

const isOdd = (usage: Fields): boolean =>
	isOddCount(usage.input_tokens) ||
	isOddCount(usage.output_tokens) ||
	isOddCount(usage.cache_read_input_tokens) ||
	isOddCount(usage.cache_creation_input_tokens);

/** What changes the price of the call. */
export function variantOf(tier: unknown, speed: unknown, place: unknown): string {
	const words: string[] = [];
	if (tier === 'batch') words.push('batch');
	if (speed === 'fast') words.push('fast');
	const geo = nameOf(place).toLowerCase();
	if (/^[a-z]{2}$/.test(geo)) words.push(`geo:${geo}`);
	return words.join(',');
}

/** Who served the model, as far as its name or the answer's id tells; '' for a model of another house behind a gateway. */
export function providerOf(model: string, id: string): string {
	if (id.startsWith('msg_bdrk_') || /^(?:arn:aws:bedrock:|(?:[a-z-]+\.)?anthropic\.)/.test(model)) return 'aws';
	if (id.startsWith('msg_vrtx_') || /^claude.*@/.test(model)) return 'google';
	return model.includes('claude') ? 'anthropic' : '';
}

function isExact(version: string): boolean {
	const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
	if (!parts) return true;
	for (const [i, least] of EXACT_SINCE.entries()) {
		const part = Number(parts[i + 1]);
		if (part !== least) return part > least;
	}
	return true;
}
