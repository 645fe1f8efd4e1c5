// What a call costs: whose word counts, from when on, and how the cost is known.
import assert from 'node:assert/strict';
import type { PriceOverride } from '../../../../src/contract/hub';
import { createPriceList, priceMark } from '../../../../src/core/pricing/priceList';
import type { PricedCall } from '../../../../src/core/pricing/pricing';

const NOW = Date.UTC(2026, 10, 21, 12);
const MILLION = 1_000_000;

const asked = (model: string, given: Partial<PricedCall> = {}): PricedCall => ({
	provider: '',
	model,
	ts: NOW,
	variant: '',
	input: 0,
	output: 0,
	cacheRead: 0,
	cacheWrite5m: 0,
	cacheWrite1h: 0,
	...given,
});

const list = (overrides: PriceOverride[] = [], costMode: 'auto' | 'calculate' | 'logged' = 'auto') =>
	createPriceList({ overrides, costMode });

/** `$3 / $15 settings: x`: what a million tokens in and out come to. */
function perMillion(price: ReturnType<typeof list>, model: string, given: Partial<PricedCall> = {}): string {
	const input = price(asked(model, { ...given, input: 1000 }));
	const output = price(asked(model, { ...given, output: 1000 }));
	return input.basis === 'unpriced' ? 'unpriced' : `$${round(input.cost * 1000)} / $${round(output.cost * 1000)} ${input.source}`;
}

const round = (dollars: number): number => Number(dollars.toFixed(9));

describe('price list', () => {
	it('comes to what Claude Code itself comes to, in four parts', () => {
		const price = list()(asked('claude-sonnet-4-5', { input: 12, output: 77, cacheRead: 500, cacheWrite5m: 1500, cacheWrite1h: 500 }));
		assert.equal(price.cost, 0.009966);
		assert.equal(price.basis, 'priced');
		assert.deepEqual(
			[price.inputCost, price.outputCost, price.cacheReadCost, price.cacheWriteCost].map(round),
			[0.000036, 0.001155, 0.00015, 0.008625],
		);
	});

	it("takes the whole of an own table, such as the seeds'", () => {
		const price = list([
			{ model: 'claude-opus-4-6', input: 15, output: 75 },
			{ model: 'claude-sonnet-4-5', input: 3, output: 15 },
			{ model: 'claude-3-5-haiku', input: 0.25, output: 1.25 },
		]);
		assert.equal(perMillion(price, 'claude-opus-4-6-20260205'), '$15 / $75 settings: claude-opus-4-6');
		assert.equal(perMillion(price, 'claude-sonnet-4-5-20250929'), '$3 / $15 settings: claude-sonnet-4-5');
		assert.equal(perMillion(price, 'claude-haiku-3.5'), '$0.25 / $1.25 settings: claude-3-5-haiku');
		// What the user did not price apart costs what input does.
		const cached = price(asked('claude-opus-4-6', { cacheRead: MILLION, cacheWrite1h: MILLION }));
		assert.deepEqual([cached.cacheReadCost, cached.cacheWriteCost], [15, 15]);
	});

	it('asks provider and model first, then the model, then patterns', () => {
		const price = list([
			{ model: '*sonnet*', input: 1, output: 1 },
			{ model: 'claude-sonnet-4-5', input: 2, output: 2 },
			{ model: 'proxy/claude-sonnet-4-5', input: 3, output: 3 },
			{ model: 'proxy/*', input: 4, output: 4 },
		]);
		assert.match(perMillion(price, 'claude-sonnet-4-5', { provider: 'proxy' }), /^\$3 /);
		assert.match(perMillion(price, 'claude-sonnet-4-5', { provider: 'anthropic' }), /^\$2 /);
		assert.match(perMillion(price, 'claude-sonnet-9'), /^\$1 /);
		assert.match(perMillion(price, 'house-model', { provider: 'proxy' }), /^\$4 /);
		assert.equal(perMillion(price, 'house-model'), 'unpriced');
	});

	it('lets an own price begin on its day, and not before', () => {
		const price = list([
			{ model: 'claude-sonnet-4-5', input: 9, output: 9, effectiveFrom: '2026-11-01' },
			{ model: 'claude-sonnet-4-5', input: 8, output: 8, effectiveFrom: '2026-10-01' },
		]);
		const on = (day: string) => perMillion(price, 'claude-sonnet-4-5', { ts: Date.parse(`${day}T00:00:00Z`) }).split(' ')[0];
		assert.deepEqual(['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map(on), ['$3', '$8', '$8', '$9']);
	});

	it("takes the tool's own word where there is one, unless told otherwise", () => {
		const call = asked('claude-sonnet-4-5', { input: 1000, output: 1000, loggedCost: 0.036 });
		const auto = list()(call);
		assert.deepEqual([auto.basis, auto.cost, round(auto.inputCost), round(auto.outputCost)], ['logged', 0.036, 0.006, 0.03]);
		assert.deepEqual([list([], 'calculate')(call).basis, list([], 'calculate')(call).cost], ['priced', 0.018]);
		assert.equal(list([], 'logged')(call).basis, 'logged');
		assert.equal(list([], 'logged')(asked('claude-sonnet-4-5', { input: 1000 })).basis, 'unpriced');
		assert.equal(list([{ model: 'claude-sonnet-4-5', input: 1, output: 1 }])(call).basis, 'priced');
		const unknown = list()(asked('house-model', { input: 5, loggedCost: 2 }));
		assert.deepEqual([unknown.basis, unknown.cost, unknown.inputCost], ['logged', 2, 0]);
	});

	it('prices the whole of a call by the size of its prompt, cache included', () => {
		const price = list();
		const cost = (input: number, cacheRead: number) =>
			round(price(asked('gemini-2.5-pro', { input, cacheRead, output: 1000 })).outputCost * 1000);
		assert.deepEqual([cost(200_000, 0), cost(200_001, 0), cost(1, 200_000)], [10, 15, 15]);
	});

	it('follows prices that change by date and by time of day, to the second', () => {
		const price = list();
		const sonnet = (ts: number) => round(price(asked('claude-sonnet-5-5', { ts, cacheRead: MILLION })).cost);
		assert.deepEqual([sonnet(Date.UTC(2026, 9, 7) - 1), sonnet(Date.UTC(2026, 9, 7))], [0.2, 0.1]);
		const flash = (time: string) =>
			round(price(asked('deepseek-v4-flash', { ts: Date.parse(`2026-09-01T${time}Z`), input: MILLION })).cost);
		assert.deepEqual(['00:59:59', '01:00:00', '03:59:59', '04:00:00', '06:00:00'].map(flash), [0.22, 0.44, 0.44, 0.22, 0.44]);
	});

	it('knows models that are newer than the catalogue', () => {
		assert.equal(perMillion(list(), 'claude-sonnet-5-5'), '$2 / $10 shipped: claude-sonnet-5-5 from 2026-10-07');
		assert.equal(perMillion(list(), 'claude-haiku-5.5-20261007'), '$0.1 / $0.5 shipped: claude-haiku-5-5');
		const large = list()(asked('claude-haiku-5-5', { input: 1, cacheRead: 60_000, cacheWrite5m: 20_000, cacheWrite1h: 20_000 }));
		assert.deepEqual([round(large.cacheReadCost), round(large.cacheWriteCost)], [0.003, 0.0325]);
	});

	it('multiplies for fast mode, residency and batches; a modifier it has no figure for leaves the call unpriced', () => {
		const cost = (model: string, variant: string) => {
			const price = list()(asked(model, { variant, input: 100_000 }));
			return price.basis === 'unpriced' ? undefined : round(price.cost * 10);
		};
		assert.deepEqual(
			['', 'fast', 'geo:us', 'fast,geo:us', 'batch', 'geo:eu'].map(variant => cost('claude-opus-4-6', variant)),
			[5, 30, 5.5, 33, 2.5, 5],
		);
		assert.deepEqual(
			['claude-opus-4-8', 'claude-opus-5-5', 'claude-sonnet-4-5'].map(model => cost(model, 'fast')),
			[10, 8, undefined],
		);
		assert.equal(cost('claude-opus-4-6', 'turbo'), undefined);
	});

	it('says of an unknown model that it has no price, never that it costs nothing', () => {
		for (const model of ['grok-4.7', 'gpt-6-terra', 'qwen3-coder-plus', '', '__proto__']) {
			const price = list()(asked(model, { input: MILLION }));
			assert.deepEqual([price.basis, price.source], ['unpriced', ''], model);
		}
	});

	it('keeps models apart that differ in one letter of anything it remembers them by', () => {
		const price = list([{ model: 'p/m', input: 1, output: 1 }]);
		const of = (provider: string, model: string, variant = '') => price(asked(model, { provider, variant, input: 1000 })).basis;
		const seen = [of('p', 'm'), of('', 'm'), of('p', 'm2'), of('p', 'm'), of('q', 'm'), of('p', 'm', 'fast'), of('p', 'm')];
		assert.deepEqual(seen, ['priced', 'unpriced', 'unpriced', 'priced', 'unpriced', 'priced', 'priced']);
	});

	it('costs well under a microsecond a call', () => {
		const price = list();
		const calls = ['claude-sonnet-4-5', 'claude-opus-4-6', 'deepseek-v4-flash', 'nobody'].flatMap(model =>
			Array.from({ length: 50 }, (_, i) => asked(model, { ts: NOW + i * 3_600_000, input: i, output: i, cacheRead: i * 1000 })),
		);
		for (const call of calls) price(call);
		const begun = process.hrtime.bigint();
		for (let i = 0; i < 2000; i++) for (const call of calls) price(call);
		const ns = Number(process.hrtime.bigint() - begun) / (2000 * calls.length);
		assert.ok(ns < 2000, `${ns.toFixed(0)} ns`);
	});

	it('gives lists that price alike the same mark, and others another', () => {
		const own: PriceOverride[] = [{ model: 'm', input: 1, output: 2 }];
		assert.equal(priceMark({ overrides: own, costMode: 'auto' }), priceMark({ overrides: [...own], costMode: 'auto' }));
		assert.notEqual(priceMark({ overrides: own, costMode: 'auto' }), priceMark({ overrides: [], costMode: 'auto' }));
		assert.notEqual(priceMark({ overrides: [], costMode: 'auto' }), priceMark({ overrides: [], costMode: 'logged' }));
	});
});
