// The quick way to the call in a line of Claude Code: picks its fields from the bytes, and leaves every unusual line to the plain way.
import { Hash53, totalTokens, type UsageEvent } from '../../usage/event';
import { bytesOf, startsAt } from '../lineHead';
import { instantReader } from '../pick/instant';
import { Kind, type LineMemory, Outcome } from '../pick/lineMemory';
import { textOf } from '../pick/text';
import { isGenuineAt } from './claudeIds';
import { type ClaudeFile, eventOf, type Facts, type Speaker, speakerOf, type Tokens, variantOf } from './claudeRecord';
import { isInstant, nameOf } from './fields';

/** What came of a line that holds no call of its own. */
export const Word = { none: 'none', bad: 'bad', unusual: 'unusual' } as const;
export type Word = (typeof Word)[keyof typeof Word];

const FIELDS = {
	type: 'type',
	nested: 'data.type',
	error: 'isApiErrorMessage',
	side: 'isSidechain',
	session: 'sessionId',
	time: 'timestamp',
	project: 'cwd',
	version: 'version',
	agent: 'attributionAgent',
	cost: 'costUSD',
	id: 'message.id',
	model: 'message.model',
	usage: 'message.usage',
	input: 'message.usage.input_tokens',
	output: 'message.usage.output_tokens',
	cacheRead: 'message.usage.cache_read_input_tokens',
	cacheWrite: 'message.usage.cache_creation_input_tokens',
	minutes: 'message.usage.cache_creation.ephemeral_5m_input_tokens',
	hour: 'message.usage.cache_creation.ephemeral_1h_input_tokens',
	thinking: 'message.usage.output_tokens_details.thinking_tokens',
	iterations: 'message.usage.iterations',
	tier: 'message.usage.service_tier',
	speed: 'message.usage.speed',
	place: 'message.usage.inference_geo',
} as const;
type Field = keyof typeof FIELDS;

const NAMES = Object.keys(FIELDS) as Field[];
const AT = Object.fromEntries(NAMES.map((name, number) => [name, number])) as Record<Field, number>;
const ASSISTANT = bytesOf('assistant"');
const UNDERSCORE = 0x5f;

const bitsOf = (...names: Field[]): number => names.reduce((bits, name) => bits | (1 << AT[name]), 0);
/** What makes a line one of a call, and says whose call it is. */
const WORDS = bitsOf(
	...([
		'type',
		'nested',
		'error',
		'side',
		'session',
		'project',
		'version',
		'agent',
		'cost',
		'model',
		'usage',
		'tier',
		'speed',
		'place',
	] as const),
);
const COUNTS = bitsOf('id', 'input', 'output', 'cacheRead', 'cacheWrite', 'minutes', 'hour', 'thinking');
const ALL = -1;

/** Reads the lines of one file that lie in the memory's scratch buffer. */
export type ClaudePicker = (bytes: Buffer, start: number, end: number) => UsageEvent | Word;

/** Makes readers of files; one of these serves a collector as long as the memory is the same. */
export function claudePickers({ scratch, picker }: LineMemory): (file: ClaudeFile) => ClaudePicker {
	const picked = picker(Object.values(FIELDS));
	const { kind, start: from, end: to, number, changed } = picked;
	const instantOf = instantReader();

	/** A count; -1 for what the plain way must look at. */
	function count(at: number): number {
		const of = kind[at];
		if (of === Kind.number) return number[at] ?? 0;
		return of === Kind.absent || of === Kind.null ? 0 : -1;
	}

	/** A text, '' where there is none; undefined for what the plain way must look at. */
	function text(at: number): string | undefined {
		const of = kind[at];
		if (of === Kind.string) return nameOf(textOf(scratch, from[at] ?? 0, to[at] ?? 0));
		return of === Kind.absent || of === Kind.null ? '' : undefined;
	}

	function tokensOf(): Tokens | undefined {
		const input = count(AT.input);
		const output = count(AT.output);
		const cacheRead = count(AT.cacheRead);
		const whole = count(AT.cacheWrite);
		const minutes = count(AT.minutes);
		const hour = count(AT.hour);
		const thinking = count(AT.thinking);
		if (Math.min(input, output, cacheRead, whole, minutes, hour, thinking) < 0) return undefined;
		return {
			input,
			output,
			reasoning: Math.min(output, thinking),
			cacheRead,
			cacheWrite5m: hour + minutes > 0 ? minutes : whole,
			cacheWrite1h: hour,
		};
	}

	/** The words of the line; undefined for what the plain way must look at. */
	function factsOf(id: string): Facts | undefined {
		const model = text(AT.model);
		const session = text(AT.session);
		const project = text(AT.project);
		const version = text(AT.version);
		const agent = text(AT.agent);
		const tier = text(AT.tier);
		const speed = text(AT.speed);
		const place = text(AT.place);
		if (!model || !session || project === undefined || version === undefined || agent === undefined) return undefined;
		if (tier === undefined || speed === undefined || place === undefined || model === '<synthetic>') return undefined;
		return { id, side: kind[AT.side] === Kind.true, session, model, agent, project, version, variant: variantOf(tier, speed, place) };
	}

	/** Undefined for a line that may tell of a call. */
	function wordOf(bytes: Buffer): Word | undefined {
		if (kind[AT.type] !== Kind.string || !startsAt(bytes, from[AT.type] ?? 0, ASSISTANT)) {
			// An escape in the type, or a sub-agent's answer shown in its parent's session.
			const odd = kind[AT.type] === Kind.string && bytes.subarray(from[AT.type], to[AT.type]).includes(0x5c);
			return odd || kind[AT.nested] !== Kind.absent ? Word.unusual : Word.none;
		}
		if (kind[AT.usage] !== Kind.object || kind[AT.error] === Kind.true) return Word.none;
		return kind[AT.cost] !== Kind.absent && kind[AT.cost] !== Kind.null ? Word.unusual : undefined;
	}

	return file => {
		let speaker: Speaker | undefined;
		let host = 0;
		let latest = 0;

		return (bytes, start, end) => {
			if (bytes.byteOffset !== scratch.byteOffset || bytes.buffer !== scratch.buffer) return Word.unusual;
			const outcome = picked.read(start, end);
			if (outcome !== Outcome.object) return outcome === Outcome.bad ? Word.bad : Word.unusual;
			// What has changed since the last call, which most lines repeat: its words are not even read again.
			const news = speaker ? (changed[0] ?? ALL) : ALL;
			const word = news & WORDS ? wordOf(bytes) : undefined;
			if (word !== undefined) return word;
			if (kind[AT.iterations] === Kind.array && (to[AT.iterations] ?? 0) - (from[AT.iterations] ?? 0) > 2) return Word.unusual;
			if (kind[AT.time] !== Kind.string || kind[AT.id] !== Kind.string) return Word.unusual;
			const ts = instantOf(scratch, from[AT.time] ?? 0, to[AT.time] ?? 0);
			if (ts === undefined || !isInstant(ts)) return Word.unusual;
			// The blocks of one answer.
			if ((news & (WORDS | COUNTS)) === 0 && ts >= latest) return Word.none;
			const tokens = tokensOf();
			if (!tokens) return Word.unusual;
			if (totalTokens(tokens) === 0) return Word.none;
			const idStart = from[AT.id] as number;
			const idEnd = to[AT.id] as number;
			if (!isGenuineAt(scratch, idStart, idEnd)) return Word.unusual;
			const served = scratch[idStart + 8] === UNDERSCORE ? (scratch[idStart + 4] as number) : 0;
			if (!speaker || news & WORDS || served !== host) {
				const facts = factsOf(scratch.toString('latin1', idStart, idEnd));
				if (!facts) return Word.unusual;
				speaker = speakerOf(facts, file);
				host = served;
			}
			changed[0] = 0;
			latest = ts;
			const key = new Hash53().text('claude|').latin1(scratch, idStart, idEnd).value;
			return eventOf(key, ts, speaker, tokens);
		};
	};
}
