// Tells most lines of a rollout by their first bytes: which can say something of usage, and which cannot.
import { bytesOf, startsAt, valueAt } from '../lineHead';

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
