// What only a window can do: asks the windows, lets one of them do it, and gives its answer to the run.
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { HubEvent, WindowCall } from '../contract';
import type { AskWindow, WindowAnswer } from '../core/jobs/actions/parts';

export interface WindowCalls extends Disposable {
	/** Undefined where no window took it in time. Never rejects; an abort gives an answer as well. */
	ask: AskWindow;
	/** Those that nobody has taken; for a window that just came. */
	waiting(): WindowCall[];
	/** True for the first. `gone` aborts when the caller's connection ends: then nobody will answer any more. */
	claim(call: number, gone: AbortSignal | undefined): boolean;
	/** False where it is not waited for. */
	answer(call: number, answer: WindowAnswer): boolean;
}

/** How long windows have to take a call. ms */
const PATIENCE = 2000;
/** Numbers of calls of one hub; an answer meant for an earlier hub must find nothing. */
const CALLS_A_HUB = 1_000_000;

export function createWindowCalls({ clock, epoch, send }: { clock: Clock; epoch: number; send: (event: HubEvent) => void }): WindowCalls {
	const open = new Map<number, { about: WindowCall; taken: boolean; settle: (answer: WindowAnswer | undefined) => void }>();
	let calls = 0;
	return {
		ask: (action, run, signal) =>
			new Promise(resolve => {
				const about: WindowCall = { call: epoch * CALLS_A_HUB + ++calls, run, action };
				const stopped = () =>
					settle({ ok: false, text: 'It was stopped before the window had answered; what the window does is not stopped.' });
				const settle = (answer: WindowAnswer | undefined) => {
					patience.dispose();
					signal.removeEventListener('abort', stopped);
					open.delete(about.call);
					resolve(answer);
				};
				const patience = clock.after(PATIENCE, () => {
					if (!open.get(about.call)?.taken) settle(undefined);
				});
				if (signal.aborted) return stopped();
				signal.addEventListener('abort', stopped);
				open.set(about.call, { about, taken: false, settle });
				send({ type: 'window_call', call: about });
			}),
		waiting: () => [...open.values()].filter(({ taken }) => !taken).map(({ about }) => about),
		claim(call, gone) {
			const found = open.get(call);
			if (!found || found.taken || gone?.aborted) return false;
			found.taken = true;
			gone?.addEventListener('abort', () => found.settle({ ok: false, text: 'The window was closed before it had answered.' }), {
				once: true,
			});
			return true;
		},
		answer(call, answer) {
			const found = open.get(call);
			if (!found?.taken) return false;
			found.settle(answer);
			return true;
		},
		dispose() {
			for (const { settle } of [...open.values()]) settle(undefined);
		},
	};
}
