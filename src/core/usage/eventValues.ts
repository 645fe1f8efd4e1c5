// Where things stand among the values of a call: the order of usageStore's columns.
import type { EventRow } from './usageStore';

export const DAILY_ID = 5;
export const REQUESTS = 9;
export const INPUT = 10;
export const OUTPUT = 11;
export const LOGGED_COST = 16;
export const PRICE_ID = 17;
export const COST = 18;
export const CACHE_WRITE_COST = 22;
/** What a pass can change, at its place among the values. */
export const STORED: readonly (keyof EventRow | undefined)[] = [
	...Array<undefined>(DAILY_ID).fill(undefined),
	'daily_id',
	...Array<undefined>(PRICE_ID - DAILY_ID - 1).fill(undefined),
	'price_id',
	'cost',
	'input_cost',
	'output_cost',
	'cache_read_cost',
	'cache_write_cost',
];
