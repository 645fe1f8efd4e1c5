// The gate for what a webview sends: exactly the messages of messages.ts, nothing more in them, nothing too big.
import { type FromWebview, WEBVIEW_COMMANDS } from './messages';

/** Characters or bytes of one frame. The contract's own questions are a few hundred. */
export const LONGEST_FRAME = 1_000_000;

/** The message, or undefined for anything else: an unknown kind, a field too many, an unknown command, an oversize frame. */
export function fromWebview(value: unknown): FromWebview | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const { kind, ...rest } = value as Record<string, unknown>;
	const fields = Object.keys(rest);
	if (kind === 'ready') return fields.length === 0 ? { kind } : undefined;
	if (fields.length !== 1) return undefined;
	if (kind === 'frame') {
		const data = rest.data;
		if (typeof data === 'string') return data.length <= LONGEST_FRAME ? { kind, data } : undefined;
		return data instanceof Uint8Array && data.byteLength <= LONGEST_FRAME ? { kind, data } : undefined;
	}
	const command = kind === 'command' ? WEBVIEW_COMMANDS.find(name => name === rest.command) : undefined;
	return command === undefined ? undefined : { kind: 'command', command };
}
