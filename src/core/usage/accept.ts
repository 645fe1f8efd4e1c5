// The last guard before the store: lets no number through that no tool can have meant.
import { MAX_TS, type UsageEvent } from './event';

/** More tokens than this in one call are a defect of the log. Keeps the sum of nine million calls inside 64 bits. */
const MAX_COUNT = 1e12;
/** Dollars of one call that can be believed. */
const MAX_COST = 1e6;

/**
 * The event as it may be stored: the same object where nothing is off. Undefined where its key, time or a count is no
 * whole number in range. A logged cost that cannot be is dropped, reasoning never exceeds the output it is part of, and
 * a tombstone (no requests) carries nothing but its key, rank, tie and time.
 */
export function accept(event: UsageEvent): UsageEvent | undefined {
	if (!isWhole(event.key, Number.MAX_SAFE_INTEGER) || !isWhole(event.tie, Number.MAX_SAFE_INTEGER) || !isWhole(event.ts, MAX_TS))
		return undefined;
	if (!isWhole(event.rank, MAX_COUNT) || !isWhole(event.requests, MAX_COUNT) || !isWhole(event.reasoning, MAX_COUNT)) return undefined;
	if (!isWhole(event.input, MAX_COUNT) || !isWhole(event.output, MAX_COUNT) || !isWhole(event.cacheRead, MAX_COUNT)) return undefined;
	if (!isWhole(event.cacheWrite5m, MAX_COUNT) || !isWhole(event.cacheWrite1h, MAX_COUNT)) return undefined;
	if (event.requests === 0) return tombstone(event);
	const { loggedCost } = event;
	const costIsOff = loggedCost !== undefined && !(loggedCost >= 0 && loggedCost <= MAX_COST);
	if (!costIsOff && event.reasoning <= event.output) return event;
	const { loggedCost: _, ...rest } = event;
	const cost = costIsOff || loggedCost === undefined ? {} : { loggedCost };
	return { ...rest, ...cost, reasoning: Math.min(event.reasoning, event.output) };
}

const isWhole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;

const tombstone = ({ key, rank, tie, ts, session }: UsageEvent): UsageEvent => ({
	key,
	rank,
	tie,
	ts,
	source: '',
	provider: '',
	model: '',
	agent: '',
	project: '',
	session,
	variant: '',
	confidence: 'exact',
	requests: 0,
	input: 0,
	output: 0,
	reasoning: 0,
	cacheRead: 0,
	cacheWrite5m: 0,
	cacheWrite1h: 0,
});
