// A clock and a hub connection that do what the test says.
import type { Clock } from '../../../src/base/clock';
import { type Disposable, Disposables } from '../../../src/base/disposable';
import type { HubApi, HubConnection, HubState, Tunnel } from '../../../src/client/port';
import type { HubEvent, HubInfo, Meter } from '../../../src/contract';

/** A clock that stands still until told to go on. */
export function handClock(start: number): Clock & { pass(ms: number): void } {
	let time = start;
	let timers: { at: number; work: () => void }[] = [];
	return {
		now: () => time,
		after(delay, work) {
			const timer = { at: time + delay, work };
			timers.push(timer);
			return {
				dispose() {
					timers = timers.filter(each => each !== timer);
				},
			};
		},
		sleep: () => new Promise(() => {}),
		yield: () => Promise.resolve(),
		pass(ms) {
			const end = time + ms;
			for (;;) {
				const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
				if (next === undefined) break;
				timers = timers.filter(each => each !== next);
				time = next.at;
				next.work();
			}
			time = end;
		},
	};
}

export interface HandTunnel extends Tunnel {
	sent: (string | Uint8Array)[];
	open: boolean;
	/** The hub says something through it. */
	say(frame: string | Uint8Array): void;
	/** The hub is gone. */
	end(): void;
}

/** A connection whose hub says what the test says. */
export function handHub() {
	const states = new Set<(state: HubState) => void>();
	const events = new Set<(event: HubEvent) => void>();
	const tunnels: HandTunnel[] = [];
	let state: HubState = { kind: 'connecting' };
	let disposed = false;
	const connection: HubConnection = {
		get state() {
			return state;
		},
		onState: listener => join(states, listener),
		onEvent: listener => join(events, listener),
		api: () => Promise.reject<HubApi>(new Error('not asked in this test')),
		async openTunnel() {
			if (state.kind !== 'connected') throw new Error('No hub.');
			const tunnel = handTunnel();
			tunnels.push(tunnel);
			return tunnel;
		},
		restart: () => Promise.resolve(),
		dispose() {
			disposed = true;
		},
	};
	const become = (next: HubState) => {
		state = next;
		for (const listener of [...states]) listener(next);
	};
	const say = (event: HubEvent) => {
		for (const listener of [...events]) listener(event);
	};
	return {
		connection,
		tunnels,
		disposed: () => disposed,
		listeners: () => states.size + events.size,
		connect: () => become({ kind: 'connected', info: {} as HubInfo }),
		die: () => become({ kind: 'gone', error: 'The hub is gone.' }),
		say,
		meter: (meter: Meter) => say({ type: 'meter', meter }),
	};
}

function handTunnel(): HandTunnel {
	const frames = new Set<(frame: string | Uint8Array) => void>();
	const closes = new Set<() => void>();
	const life = new Disposables();
	return {
		sent: [],
		get open() {
			return !life.ended;
		},
		send(frame) {
			this.sent.push(frame);
		},
		onFrame: listener => join(frames, listener),
		onClose: listener => join(closes, listener),
		say(frame) {
			for (const listener of [...frames]) listener(frame);
		},
		end() {
			for (const listener of [...closes]) listener();
		},
		dispose: () => life.dispose(),
	};
}

function join<T>(listeners: Set<T>, listener: T): Disposable {
	listeners.add(listener);
	return { dispose: () => listeners.delete(listener) };
}
