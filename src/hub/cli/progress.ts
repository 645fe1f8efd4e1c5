// Says on standard error how far a first scan is, where a person watches.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { HubApi } from '../../contract/caller';

const FIRST = 600;
const NEXT = 250;

/** Shows a line that is overwritten and in the end wiped; nothing where the scan is over at once. */
export function showProgress(clock: Clock, screen: { watched: boolean; err(text: string): void }, api: HubApi): Disposable {
	if (!screen.watched) return { dispose() {} };
	let shown = false;
	let over = false;
	const look = async () => {
		const progress = await api.collect.progress().catch(() => undefined);
		if (over) return;
		if (progress?.running && progress.bytes_total > 0) {
			const share = Math.min(100, Math.floor((progress.bytes_done / progress.bytes_total) * 100));
			screen.err(
				`\r\x1b[KReading logs: ${share} % of ${Math.ceil(progress.bytes_total / 1e6)} MB, ${progress.files_done} of ${progress.files_total} files`,
			);
			shown = true;
		}
		timer = clock.after(NEXT, () => void look());
	};
	let timer = clock.after(FIRST, () => void look());
	return {
		dispose() {
			over = true;
			timer.dispose();
			if (shown) screen.err('\r\x1b[K');
		},
	};
}
