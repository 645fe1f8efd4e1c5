// Questions to a person: one window at a time asks each, and where it goes away without an answer, another does.
import type { HubEvent, JobNotice } from '../contract';

export interface Questions {
	/** True where no other window asks it. `gone` aborts when the caller's connection ends. */
	claim(notice: JobNotice, gone: AbortSignal | undefined): boolean;
	/** Whether a window asks it now. */
	asks(id: number): boolean;
}

/** `open`: whether it waits for an answer still. */
export function createQuestions({ open, send }: { open: (id: number) => boolean; send: (event: HubEvent) => void }): Questions {
	const asking = new Set<number>();
	return {
		claim(notice, gone) {
			if (asking.has(notice.id) || gone?.aborted) return false;
			asking.add(notice.id);
			const release = () => {
				asking.delete(notice.id);
				if (open(notice.id)) send({ type: 'job_notice', notice });
			};
			gone?.addEventListener('abort', release, { once: true });
			return true;
		},
		asks: id => asking.has(id),
	};
}
