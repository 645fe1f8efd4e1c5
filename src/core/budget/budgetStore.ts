// The SQL of alerts: one row a period and threshold that has been passed, shown or not.
import type { BudgetPeriod } from '../../contract/budget';
import type { Row, Store, Writer } from '../../storage/store';

export type Reader = Pick<Store, 'get' | 'all'>;

export interface AlertRow {
	id: number;
	period: BudgetPeriod;
	/** First day of the period. */
	start: string;
	/** Percent. */
	threshold: number;
	/** Dollars, both as they were when the threshold was passed. */
	used: number;
	limit: number;
	/** False until a window has taken it, or where nobody was to be told. */
	claimed: boolean;
}

/** What has been passed in a period; lowest threshold first. */
export function readAlerts(reader: Reader, period: BudgetPeriod, start: string): AlertRow[] {
	return reader.all('SELECT * FROM budget_alerts WHERE period = ? AND period_start = ? ORDER BY threshold', [period, start]).map(alertOf);
}

/** Notes a threshold as passed and gives its number. `claimedAt` null: somebody is still to be told. Times in ms. */
export function insertAlert(writer: Writer, alert: Omit<AlertRow, 'id' | 'claimed'>, raisedAt: number, claimedAt: number | null): number {
	const { period, start, threshold, used, limit } = alert;
	writer.run(
		'INSERT INTO budget_alerts (period, period_start, threshold, used, "limit", raised_at, claimed_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
		[period, start, threshold, used, limit, raisedAt, claimedAt],
	);
	return Number(writer.get('SELECT last_insert_rowid() AS id')?.id);
}

export function setAlertLimit(writer: Writer, id: number, limit: number): void {
	writer.run('UPDATE budget_alerts SET "limit" = ? WHERE id = ?', [limit, id]);
}

export function removeAlert(writer: Writer, id: number): void {
	writer.run('DELETE FROM budget_alerts WHERE id = ?', [id]);
}

/** True where it was still to be had. */
export function claimAlert(writer: Writer, id: number, now: number): boolean {
	return writer.run('UPDATE budget_alerts SET claimed_at = ? WHERE id = ? AND claimed_at IS NULL', [now, id]) === 1;
}

const alertOf = (row: Row): AlertRow => ({
	id: Number(row.id),
	period: row.period as BudgetPeriod,
	start: String(row.period_start),
	threshold: Number(row.threshold),
	used: Number(row.used),
	limit: Number(row.limit),
	claimed: row.claimed_at !== null,
});
