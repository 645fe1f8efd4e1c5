// The SQL of orders that were carried out: the proof stands in the same transaction as the change.
import type { Writer } from '../../storage/store';
import type { Reader } from './jobsStore';

/** Nobody sends an order again so late. ms */
const KEPT = 86_400_000;

/** The job that the order made or changed; undefined where it was not carried out. */
export function readOrder(reader: Reader, name: string): number | undefined {
	const row = reader.get('SELECT job_id FROM job_orders WHERE name = ?', [name]);
	return row && Number(row.job_id);
}

export function insertOrder(writer: Writer, name: string, jobId: number, now: number): void {
	writer.run('DELETE FROM job_orders WHERE at < ?', [now - KEPT]);
	writer.run('INSERT INTO job_orders (name, job_id, at) VALUES (?, ?, ?)', [name, jobId, now]);
}
