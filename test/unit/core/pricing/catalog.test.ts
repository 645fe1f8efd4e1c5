// The bundled catalogue: our reading of it against its own, and near relations refused.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { calcPrice, findProvider, type Provider } from '@pydantic/genai-prices';
import { withoutProse } from '../../../../scripts/priceData.mjs';
import { CATALOG, catalogRow } from '../../../../src/core/pricing/catalog';
import { priceAt } from '../../../../src/core/pricing/rates';
import { chance } from '../usage/fixture';

const NOW = Date.UTC(2026, 10, 21, 12);

/** Who the catalogue says a model is: `anthropic claude-opus-4-6`, or nothing. */
const rowOf = (model: string, provider = '', ts = NOW): string | undefined =>
	catalogRow(provider, model)?.(ts)?.source.slice(CATALOG.length + 2);

describe('price catalogue', () => {
	it('names the version that is installed', () => {
		const file = path.join(process.cwd(), 'node_modules/@pydantic/genai-prices/package.json');
		assert.equal(CATALOG, `genai-prices ${(JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version}`);
	});

	it('is the same in the package, but for its prose', () => {
		const code = fs.readFileSync(path.join(process.cwd(), 'node_modules/@pydantic/genai-prices/dist/index.cjs'), 'utf8');
		const packed = withoutProse(code);
		assert.ok(packed.length < code.length * 0.8, `${packed.length} of ${code.length}`);
		const inside: { exports: { findProvider?: typeof findProvider } } = { exports: {} };
		new Function('module', 'exports', 'require', packed)(inside, inside.exports, require);
		const ids = new Set(Array.from(code.matchAll(/\bid:"([\w.-]+)"/g), ([, id]) => id ?? ''));
		const text = (provider: Provider | undefined) =>
			JSON.stringify(provider, (key, value) => (key === 'description' || key === 'price_comments' ? undefined : value));
		let compared = 0;
		for (const providerId of ids) {
			const whole = findProvider({ providerId });
			if (!whole) continue;
			assert.equal(JSON.stringify(inside.exports.findProvider?.({ providerId })), text(whole), providerId);
			compared += whole.models.length;
		}
		assert.ok(compared > 1000, `${compared} models compared`);
	});

	it('comes to what the catalogue itself comes to, for every model of the makers, any prompt size and any time', () => {
		const below = chance(7);
		let compared = 0;
		for (const id of ['anthropic', 'openai', 'google', 'x-ai', 'moonshotai', 'deepseek', 'zhipuai', 'minimax', 'mistral']) {
			const provider = findProvider({ providerId: id }) as Provider;
			for (const model of provider.models) {
				for (let i = 0; i < 6; i++) {
					const call = {
						input: below(3) * below(150_000),
						output: below(5000),
						cacheRead: below(2) * below(150_000),
						cacheWrite5m: below(2) * below(9000),
						// Where others sell Claude the catalogue leaves the hour's price out, and we do not.
						cacheWrite1h: id !== 'anthropic' && model.id.includes('claude') ? 0 : below(2) * below(9000),
					};
					const ts = Date.UTC(2025, 0, 1) + below(700) * 86_400_000 + below(86_400) * 1000;
					const usage = {
						input_tokens: call.input + call.cacheRead + call.cacheWrite5m + call.cacheWrite1h,
						cache_read_tokens: call.cacheRead,
						cache_write_tokens: call.cacheWrite5m + call.cacheWrite1h,
						cache_write_1h_tokens: call.cacheWrite1h,
						output_tokens: call.output,
					};
					const theirs = calcPrice(usage, model.id, { providerId: id, timestamp: new Date(ts) });
					if (theirs?.model.id !== model.id) continue;
					const row = catalogRow(id, model.id)?.(ts);
					if (!row) {
						assert.equal(theirs.total_price, 0, `${id} ${model.id} has a price`);
						continue;
					}
					const ours = priceAt(row.rates, call, 1, row.source);
					assert.ok(Math.abs(ours.cost - theirs.total_price) < 1e-9, `${row.source} ${new Date(ts).toISOString()} ${JSON.stringify(call)}`);
					compared++;
				}
			}
		}
		assert.ok(compared > 1000, `${compared} compared`);
	});

	it('knows a model by every way its name is written', () => {
		const opus = 'anthropic claude-opus-4-6 from 2026-03-13';
		for (const name of [
			'claude-opus-4-6',
			'claude-opus-4.6',
			'Claude-Opus-4-6-20260205',
			'claude-opus-4-6[1m]',
			'anthropic/claude-opus-4.6',
			'claude-opus-4-6-thinking',
		]) {
			assert.equal(rowOf(name), opus, name);
		}
		assert.equal(rowOf('claude-sonnet-4-5@20250929'), 'anthropic claude-sonnet-4-5');
		assert.equal(rowOf('claude-sonnet-4-20250514'), 'anthropic claude-sonnet-4-0');
		assert.equal(rowOf('claude-3-5-haiku-20241022'), 'anthropic claude-3-5-haiku-latest');
		assert.equal(rowOf('claude-haiku-3.5'), 'anthropic claude-3-5-haiku-latest');
		assert.equal(rowOf('gpt-5.2-2025-12-11', 'openai'), 'openai gpt-5.2');
		assert.equal(rowOf('gpt-5-codex', 'openai-codex'), 'openai gpt-5');
		assert.equal(rowOf('gemini-2.5-pro-preview-05-06', 'google-gemini-cli'), 'google gemini-2.5-pro');
		assert.equal(rowOf('glm-5', 'zai'), 'zhipuai GLM-5');
		assert.equal(rowOf('us.anthropic.claude-sonnet-4-5-20250929-v1:0'), 'aws regional.anthropic.claude-sonnet-4-5-20250929-v1:0');
	});

	it('finds who made a model where the log names no seller, or one that sells it unlisted', () => {
		assert.equal(rowOf('kimi-k2.6'), 'moonshotai kimi-k2.6');
		assert.equal(rowOf('kimi-k2.6', 'my-gateway'), 'moonshotai kimi-k2.6');
		assert.equal(rowOf('anthropic/claude-opus-4.6', 'openrouter'), 'openrouter anthropic/claude-opus-4.6');
		assert.equal(rowOf('openrouter/anthropic/claude-opus-4.6'), 'openrouter anthropic/claude-opus-4.6');
	});

	it('never takes a relation for the model: another version, size or kind has no price', () => {
		const strangers = [
			...[
				'claude-sonnet-5-5',
				'claude-haiku-5-5',
				'claude-opus-4-9',
				'claude-opus-4-10',
				'claude-fable-5-2',
				'claude-sonnet-4-5-pro',
				'claude',
			],
			...['gpt-6', 'gpt-6-terra', 'gpt-5.3-codex-spark', 'gpt-5.10', 'gpt-50', 'gpt-5-ultra', 'codex-auto-review', 'o5'],
			...[
				'grok-4.7',
				'x-ai/grok-4.7',
				'kimi-for-coding',
				'kimi-k2.60',
				'kimi-k2.5-thinking',
				'qwen3-coder-plus',
				'gemini-9-flash',
				'deepseek-v5',
				'glm-4.75',
			],
			...['', ' ', '__proto__', 'constructor', 'mock-model', 'x'.repeat(10_000)],
		];
		for (const name of strangers) {
			for (const provider of ['', 'openai', 'anthropic', 'openrouter'])
				assert.equal(rowOf(name, provider), undefined, `${provider} ${name}`);
		}
	});

	it('asks no price for what runs on the own machine', () => {
		assert.equal(rowOf('gpt-oss-120b', 'ollama'), undefined);
	});
});
