// A connection of its own for a webview: raw frames, passed on unread.
import type { Clock } from '../base/clock';
import { disposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { dial, type Line } from '../contract/dial';
import type { Tunnel } from './port';

/** Opens it to the hub that answers there. Rejects with HUB_GONE where none does. */
export async function openTunnel(clock: Clock, line: Line): Promise<Tunnel> {
	const answer = await dial(clock, line, 'webview');
	if (answer.kind !== 'open')
		throw new AppError('HUB_GONE', 'The Mission Control hub is being replaced; the view connects again by itself.');
	const { socket } = answer;
	const frames = new Set<(frame: string | Uint8Array) => void>();
	const closes = new Set<() => void>();
	socket.on('message', (data: Buffer, binary: boolean) => {
		// A webview's postMessage takes a Uint8Array, and a Buffer is not one in its eyes.
		const frame = binary ? Uint8Array.from(data) : data.toString('utf8');
		for (const listener of frames) listener(frame);
	});
	socket.on('close', () => {
		for (const listener of closes) listener();
		frames.clear();
		closes.clear();
	});
	return {
		send(frame) {
			if (socket.readyState === socket.OPEN) socket.send(frame);
		},
		onFrame(listener) {
			frames.add(listener);
			return disposable(() => frames.delete(listener));
		},
		onClose(listener) {
			if (socket.readyState >= socket.CLOSING) queueMicrotask(listener);
			else closes.add(listener);
			return disposable(() => closes.delete(listener));
		},
		dispose() {
			frames.clear();
			closes.clear();
			socket.close(1000);
			// A hub that hangs never says goodbye.
			clock.after(1000, () => socket.terminate());
		},
	};
}
