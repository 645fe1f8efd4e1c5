// How far a scan is.
import type { ScanProgress } from '../../src/contract';

/** 0 … 1, by bytes where they are known, else by files; 0 before anything is known. */
export function scanShare({ bytes_done, bytes_total, files_done, files_total }: ScanProgress): number {
	const share = bytes_total > 0 ? bytes_done / bytes_total : files_total > 0 ? files_done / files_total : 0;
	return Math.max(0, Math.min(1, share));
}
