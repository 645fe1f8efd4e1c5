// What tests of usage begin with: an empty store with the real schema, and calls of a kind.
import type { PriceCall, PricedCall } from '../../../../src/core/pricing/pricing';
import type { UsageEvent } from '../../../../src/core/usage/event';
import { type MemoryStore, memoryStore } from '../../../support/memoryStore';

export const emptyStore = (): Promise<MemoryStore> => memoryStore();

/** 2026-11-21T12:00Z */
export const NOON = Date.UTC(2026, 10, 21, 12);

export function call(given: Partial<UsageEvent> = {}): UsageEvent {
	return {
		key: 1,
		rank: 1,
		tie: 1,
		ts: NOON,
		source: 'claude',
		provider: 'anthropic',
		model: 'claude-sonnet-4-5',
		agent: 'main',
		project: '/work',
		session: 's1',
		variant: '',
		confidence: 'exact',
		requests: 1,
		input: 100,
		output: 10,
		reasoning: 0,
		cacheRead: 0,
		cacheWrite5m: 0,
		cacheWrite1h: 0,
		...given,
	};
}

/** A dollar a million input tokens, two a million others; models that begin with `new` have no price; logged costs hold. */
export const simplePrice: PriceCall = (c: PricedCall) => {
	const nothing = { cost: 0, inputCost: 0, outputCost: 0, cacheReadCost: 0, cacheWriteCost: 0 };
	if (c.loggedCost !== undefined) return { ...nothing, basis: 'logged', source: 'log', cost: c.loggedCost };
	if (c.model.startsWith('new')) return { ...nothing, basis: 'unpriced', source: '' };
	const parts = {
		inputCost: c.input / 1e6,
		outputCost: (c.output * 2) / 1e6,
		cacheReadCost: (c.cacheRead * 2) / 1e6,
		cacheWriteCost: ((c.cacheWrite5m + c.cacheWrite1h) * 2) / 1e6,
	};
	const cost = parts.inputCost + parts.outputCost + parts.cacheReadCost + parts.cacheWriteCost;
	return { basis: 'priced', source: `simple: ${c.model}`, cost, ...parts };
};

/** Numbers that look like chance and are the same every time (a 32-bit linear congruence). */
export function chance(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return below => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

export function shuffled<T>(list: readonly T[], below: (n: number) => number): T[] {
	const copy = [...list];
	for (let i = copy.length - 1; i > 0; i--) {
		const j = below(i + 1);
		[copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
	}
	return copy;
}
