// Token counts as Codex writes them, and the arithmetic on them.
import type { UsageEvent } from '../../usage/event';
import { countOf, fieldsOf, isOddCount } from './fields';

/** `input` includes `cached` and `written`; `output` includes `reasoning`. */
export interface Tokens {
	input: number;
	cached: number;
	written: number;
	output: number;
	reasoning: number;
}

/** The counts of a `TokenUsage` object; undefined where there is none. */
export function tokensOf(value: unknown): Tokens | undefined {
	const usage = fieldsOf(value);
	if (!usage) return undefined;
	return {
		input: countOf(usage.input_tokens),
		cached: countOf(usage.cached_input_tokens ?? usage.cache_read_input_tokens),
		written: countOf(usage.cache_write_input_tokens),
		output: countOf(usage.output_tokens),
		reasoning: countOf(usage.reasoning_output_tokens),
	};
}

/** True where a field of a `TokenUsage` object is no count. */
export function isOddUsage(value: unknown): boolean {
	const usage = fieldsOf(value);
	if (!usage) return false;
	return (
		isOddCount(usage.input_tokens) ||
		isOddCount(usage.cached_input_tokens) ||
		isOddCount(usage.cache_write_input_tokens) ||
		isOddCount(usage.output_tokens) ||
		isOddCount(usage.reasoning_output_tokens)
	);
}

export const sizeOf = (a: Tokens): number => a.input + a.output;

export const sameTokens = (a: Tokens, b: Tokens): boolean =>
	a.input === b.input && a.cached === b.cached && a.written === b.written && a.output === b.output && a.reasoning === b.reasoning;

/** The five numbers as one text: what tells one state of a counter from another. */
export const vectorOf = (a: Tokens | undefined): string => (a ? `${a.input},${a.cached},${a.written},${a.output},${a.reasoning}` : '-');

/** What `a` has more than `b`, part by part, at least 0. */
export const minus = (a: Tokens, b: Tokens): Tokens => each(a, b, (x, y) => Math.max(0, x - y));

export const plus = (a: Tokens, b: Tokens): Tokens => each(a, b, (x, y) => x + y);

export const least = (a: Tokens, b: Tokens): Tokens => each(a, b, Math.min);

export const most = (a: Tokens, b: Tokens): Tokens => each(a, b, Math.max);

/** The disjoint counts of an event. */
export function countsOf(a: Tokens): Pick<UsageEvent, 'input' | 'output' | 'reasoning' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h'> {
	const cacheRead = Math.min(a.cached, a.input);
	const cacheWrite5m = Math.min(a.written, a.input - cacheRead);
	return {
		input: a.input - cacheRead - cacheWrite5m,
		output: a.output,
		reasoning: Math.min(a.reasoning, a.output),
		cacheRead,
		cacheWrite5m,
		cacheWrite1h: 0,
	};
}

function each(a: Tokens, b: Tokens, of: (x: number, y: number) => number): Tokens {
	return {
		input: of(a.input, b.input),
		cached: of(a.cached, b.cached),
		written: of(a.written, b.written),
		output: of(a.output, b.output),
		reasoning: of(a.reasoning, b.reasoning),
	};
}
