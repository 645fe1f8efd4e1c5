// Tells most lines of an OpenClaw transcript by their first bytes: which can say something of usage, and which cannot.
import { bytesOf, startsAt, valueAt } from '../lineHead';

const TYPE = bytesOf('"type":');
const MESSAGE = bytesOf('"message":');
const IS_MESSAGE = bytesOf('message"');
const ROLE = bytesOf('{"role":"');
const ASSISTANT = bytesOf('assistant"');
const OTHERS = ['user"', 'toolResult"', 'system"', 'bashExecution"'].map(bytesOf);

/** True for what a model said, false for what a user or a tool did; undefined where a glance does not tell. */
export function lookAtTranscript(bytes: Buffer, start: number, end: number): boolean | undefined {
	const type = valueAt(bytes, start, end, TYPE);
	if (type < 0 || !startsAt(bytes, type, IS_MESSAGE)) return undefined;
	const message = valueAt(bytes, start, end, MESSAGE);
	if (message < 0 || !startsAt(bytes, message, ROLE)) return undefined;
	const role = message + ROLE.length;
	if (startsAt(bytes, role, ASSISTANT)) return true;
	for (const other of OTHERS) if (startsAt(bytes, role, other)) return false;
	return undefined;
}
