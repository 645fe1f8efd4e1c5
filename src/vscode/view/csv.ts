// Usage rows as CSV (RFC 4180) that a spreadsheet opens without running anything.
import type { UsageRow } from '../../contract';

/** The columns of an export, in order; CSV and JSON have the same. */
export const EXPORT_COLUMNS = [
	'day',
	'source',
	'provider',
	'model',
	'agent',
	'project',
	'requests',
	'input_tokens',
	'output_tokens',
	'reasoning_tokens',
	'cache_read_tokens',
	'cache_write_tokens',
	'cache_write_1h_tokens',
	'cost',
	'cost_basis',
] as const satisfies readonly (keyof UsageRow)[];

/** A header line and one line a row, each ended by CRLF. A cost that is not known is an empty field. */
export function usageCsv(rows: readonly UsageRow[]): string {
	const lines = rows.map(row => EXPORT_COLUMNS.map(column => csvField(row[column])).join(','));
	return [EXPORT_COLUMNS.join(','), ...lines].map(line => `${line}\r\n`).join('');
}

/**
 * One field. Text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab or line break first, also after
 * spaces or in full width) gets a quote mark before it and is quoted; numbers stay numbers.
 */
export function csvField(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
	if (/^\s*[=+\-@＝＋－＠]/u.test(value) || /^[\t\r\n]/.test(value)) return quoted(`'${value}`);
	return /[",\r\n;\t]|^\s|\s$/.test(value) ? quoted(value) : value;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
