// Sends what happens in the hub to everyone who watches, each at their own speed.
import type { HubEvent } from '../contract';

/** A watcher this far behind loses its oldest updates of usage and runs; meters, progress, the store and each job are only kept at their newest. */
const MAX_WAITING = 500;

export interface Broadcaster {
	send(event: HubEvent): void;
	/** Every event from now on, until `signal` aborts or the broadcaster ends. `first` come before all others. */
	watch(first: readonly HubEvent[], signal: AbortSignal | undefined): AsyncGenerator<HubEvent, void, void>;
	/** How many watch now. */
	readonly watchers: number;
	end(): void;
}

export function createBroadcaster(): Broadcaster {
	const watchers = new Set<Watcher>();
	let ended = false;
	const leave = (watcher: Watcher) => {
		watcher.end();
		watchers.delete(watcher);
	};
	return {
		send(event) {
			for (const watcher of watchers) watcher.push(event);
		},
		watch(first, signal) {
			const watcher: Watcher = waitingList(first);
			if (!ended && !signal?.aborted) {
				watchers.add(watcher);
				signal?.addEventListener('abort', () => leave(watcher), { once: true });
			} else watcher.end();
			return drain(watcher, () => leave(watcher));
		},
		get watchers() {
			return watchers.size;
		},
		end() {
			ended = true;
			for (const watcher of watchers) watcher.end();
		},
	};
}

interface Watcher {
	push(event: HubEvent): void;
	/** The next event; undefined at the end. */
	next(): Promise<HubEvent | undefined>;
	end(): void;
}

async function* drain(watcher: Watcher, done: () => void): AsyncGenerator<HubEvent, void, void> {
	try {
		for (;;) {
			const event = await watcher.next();
			if (!event) return;
			yield event;
		}
	} finally {
		done();
	}
}

function waitingList(first: readonly HubEvent[]): Watcher {
	let waiting: HubEvent[] = [...first];
	let wake: (() => void) | undefined;
	let ended = false;
	return {
		push(event) {
			if (ended) return;
			if (LATEST_ONLY.has(event.type)) waiting = waiting.filter(other => other.type !== event.type);
			else if (event.type === 'job') waiting = waiting.filter(other => other.type !== 'job' || other.id !== event.id);
			if (waiting.length >= MAX_WAITING) {
				const oldest = waiting.findIndex(({ type }) => EXPENDABLE.has(type));
				waiting.splice(Math.max(0, oldest), 1);
			}
			waiting.push(event);
			wake?.();
		},
		async next() {
			while (!ended && waiting.length === 0) {
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
			return ended ? undefined : waiting.shift();
		},
		end() {
			ended = true;
			waiting = [];
			wake?.();
		},
	};
}

const LATEST_ONLY: ReadonlySet<HubEvent['type']> = new Set<HubEvent['type']>(['meter', 'scan', 'sources_changed', 'store']);

/** What a watcher can ask for again; what must be claimed is never among them. */
const EXPENDABLE: ReadonlySet<HubEvent['type']> = new Set<HubEvent['type']>([
	'api_usage_update',
	'job',
	'job_run',
	'cron_executed',
	'system_task_run',
]);
