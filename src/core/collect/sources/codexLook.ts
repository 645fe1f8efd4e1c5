// Tells most lines of a rollout by their first bytes: which can say something of usage, and which cannot; and what is read of those.
import { bytesOf, startsAt, valueAt } from '../lineHead';
import { type LeanReader, leanReader } from '../pick/leanRecord';
import type { LineMemory } from '../pick/lineMemory';

const TYPE = bytesOf('"type":');
const EVENT = bytesOf('event_msg","payload":{"type":"');
const COUNT = bytesOf('token_count"');
const WANTED = ['session_meta"', 'turn_context"', 'token_usage_record"'].map(bytesOf);
const OTHERS = ['response_item"', 'world_state"', 'compacted"', 'inter_agent_communication"'].map(bytesOf);

/** True for a line that is to be read, false for one that says nothing of usage, undefined where a glance does not tell. */
export function lookAtRollout(bytes: Buffer, start: number, end: number): boolean | undefined {
	const at = valueAt(bytes, start, end, TYPE);
	if (at < 0) return undefined;
	for (const type of OTHERS) if (startsAt(bytes, at, type)) return false;
	if (startsAt(bytes, at, EVENT)) return startsAt(bytes, at + EVENT.length, COUNT);
	for (const type of WANTED) if (startsAt(bytes, at, type)) return true;
	return undefined;
}

const USAGE = [
	'input_tokens',
	'cached_input_tokens',
	'cache_read_input_tokens',
	'cache_write_input_tokens',
	'output_tokens',
	'reasoning_output_tokens',
];
const withUsage = (path: string): string[] => [path, ...USAGE.map(name => `${path}.${name}`)];

/** What is read of the lines that come by the thousand. */
export const rolloutRecords = (memory: LineMemory): LeanReader =>
	leanReader(
		memory,
		[
			...['type', 'timestamp', 'ordinal', 'payload', 'payload.type', 'payload.model', 'payload.cwd', 'payload.turn_id'],
			...['payload.thread_id', 'payload.response_id', ...withUsage('payload.usage'), 'payload.info', 'payload.info.model'],
			...[...withUsage('payload.info.total_token_usage'), ...withUsage('payload.info.last_token_usage')],
		],
		['timestamp'],
	);
