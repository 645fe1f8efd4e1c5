// The SQL of the settings: limits in their own table, everything else by name, as JSON.
import type { Store, Writer } from '../../storage/store';

export interface StoredLimits {
	/** Dollars; 0 is no limit. */
	daily: number;
	monthly: number;
}

export function readLimits(store: Pick<Store, 'get'>): StoredLimits | undefined {
	const row = store.get('SELECT daily_limit, monthly_limit FROM budget_tracking WHERE id = 1');
	return row && { daily: Number(row.daily_limit), monthly: Number(row.monthly_limit) };
}

/** `now` in ms. */
export function writeLimits(writer: Writer, { daily, monthly }: StoredLimits, now: number): void {
	writer.run('UPDATE budget_tracking SET daily_limit = ?, monthly_limit = ?, updated_at = ? WHERE id = 1', [daily, monthly, now]);
}

/** JSON text by name; other rooms keep names of their own in the same table. */
export function readTexts(store: Pick<Store, 'all'>, prefix: string): Map<string, string> {
	const rows = store.all('SELECT name, value FROM settings WHERE substr(name, 1, length(?)) = ?', [prefix, prefix]);
	return new Map(rows.map(row => [String(row.name).slice(prefix.length), String(row.value)]));
}

export function writeText(writer: Writer, name: string, value: string): void {
	writer.run('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', [name, value]);
}
