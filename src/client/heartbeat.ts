// Notices a hub that is there and does not answer any more (a stopped process, a machine that slept).
import type { WebSocket } from 'ws';
import type { Clock } from '../base/clock';
import { type Disposable, disposable } from '../base/disposable';

/** Pings every `interval` ms; when two pings in a row stay without an answer it says so and cuts the connection. */
export function watchHeartbeat(clock: Clock, socket: WebSocket, interval: number, onSilent: () => void): Disposable {
	let silent = 0;
	const heard = () => {
		silent = 0;
	};
	const beat = () => {
		if (silent >= 2) {
			onSilent();
			return socket.terminate();
		}
		silent++;
		if (socket.readyState === socket.OPEN) socket.ping();
		timer = clock.after(interval, beat);
	};
	let timer = clock.after(interval, beat);
	socket.on('pong', heard);
	socket.on('message', heard);
	return disposable(() => {
		timer.dispose();
		socket.off('pong', heard);
		socket.off('message', heard);
	});
}
