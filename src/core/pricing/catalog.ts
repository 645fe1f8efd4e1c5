// The bundled price catalogue (@pydantic/genai-prices, offline): finds a model's row there and refuses its near relations.
import type { ConditionalPrice, MatchLogic, ModelInfo, ModelPrice, Provider } from '@pydantic/genai-prices';
import { bareName, canonicalName, isNamed, plainName } from './modelName';
import type { Rate, Rates, Row, RowAt } from './rates';

/** Stands in every price's source; a test holds it against what is installed. */
export const CATALOG = 'genai-prices 0.1.8';

/**
 * The catalogue's row of a model, by the provider of the log or, where that says nothing, by the model's maker.
 * Undefined where the catalogue knows no such model: a match by prefix on an older or smaller relation is none.
 */
export function catalogRow(provider: string, model: string): RowAt | undefined {
	if (LOCAL.has(provider.toLowerCase())) return undefined;
	for (const [seller, name] of places(provider, model)) {
		const found = lookUp(seller, name);
		if (found) return rowAt(found.seller, found.info);
	}
	return undefined;
}

/** Where models run on the user's own machine: what they are sold for elsewhere is not what they cost. */
const LOCAL = new Set([
	'ollama',
	'lmstudio',
	'lm-studio',
	'llamacpp',
	'llama.cpp',
	'llama-cpp',
	'vllm',
	'sglang',
	'mlx',
	'local',
	'localhost',
]);

/** Names that tools use for what the catalogue calls otherwise; it knows `openai-codex`, `google-vertex` and such itself. */
const ALIASES: ReadonlyMap<string, string> = new Map([
	['azure-openai', 'azure'],
	['azure-openai-responses', 'azure'],
	['claude', 'anthropic'],
	['claude-cli', 'anthropic'],
	['claude-code', 'anthropic'],
	['codex', 'openai'],
	['grok', 'x-ai'],
	['kimi', 'moonshotai'],
	['kimi-coding', 'moonshotai'],
	['z-ai', 'zhipuai'],
	['z.ai', 'zhipuai'],
	['zai', 'zhipuai'],
	['zhipu', 'zhipuai'],
]);

const BEDROCK = /^(?:[a-z-]+\.)?(?:anthropic|amazon|meta)\./;

/** Where to look, in order: seller ('' to go by the model's name) and how the model is called there. */
function* places(provider: string, model: string): Iterable<[seller: string, name: string]> {
	const plain = plainName(model);
	const bare = bareName(model);
	const seller = ALIASES.get(provider.toLowerCase()) ?? provider;
	if (BEDROCK.test(plain)) yield ['aws', plain];
	if (seller !== '') {
		yield [seller, plain];
		yield [seller, bare];
	}
	const slash = plain.indexOf('/');
	if (slash > 0) {
		const folder = plain.slice(0, slash);
		yield [ALIASES.get(folder) ?? folder, plain.slice(slash + 1)];
	}
	yield ['', bare];
	// Claude's versions are written with a point or a dash, before the family's name (of old) or behind it.
	const claude = /^claude-([a-z]+)-(\d.*)$/.exec(canonicalName(model));
	if (claude) {
		yield ['anthropic', canonicalName(model)];
		yield ['anthropic', `claude-${claude[2]}-${claude[1]}`];
	}
}

function lookUp(sellerName: string, name: string): { seller: Provider; info: ModelInfo } | undefined {
	if (name === '') return undefined;
	const { calcPrice, findProvider } = catalog();
	const ask = sellerName === '' ? { modelId: name } : { providerId: sellerName };
	const seller = findProvider(ask);
	if (!seller) return undefined;
	// The library's own choice first (it also looks where one seller resells another's models), then whatever fits strictly.
	const chosen = calcPrice({}, name, { providerId: seller.id })?.model;
	if (chosen && isSame(chosen, name)) return { seller, info: chosen };
	const strict = seller.models.find(info => matches(info.match, name) && isSame(info, name));
	return strict && { seller, info: strict };
}

/** False where the catalogue matched a relation: `claude-sonnet-5` for `claude-sonnet-5-5`. */
function isSame(info: ModelInfo, name: string): boolean {
	return canonicalName(info.id) === canonicalName(name) || names(info.match, name) || isNamed(plainName(info.id), name);
}

function names(match: MatchLogic, name: string): boolean {
	if ('or' in match) return match.or.some(each => names(each, name));
	if ('and' in match) return match.and.every(each => matches(each, name)) && match.and.some(each => names(each, name));
	if ('regex' in match) return /^\^[^*+]*\$$/.test(match.regex) && matches(match, name);
	const literal =
		'equals' in match ? match.equals : 'starts_with' in match ? match.starts_with : 'ends_with' in match ? '' : match.contains;
	return literal !== '' && isNamed(literal.toLowerCase(), name) && matches(match, name);
}

function matches(match: MatchLogic, name: string): boolean {
	if ('or' in match) return match.or.some(each => matches(each, name));
	if ('and' in match) return match.and.every(each => matches(each, name));
	if ('equals' in match) return name === match.equals.toLowerCase();
	if ('starts_with' in match) return name.startsWith(match.starts_with.toLowerCase());
	if ('ends_with' in match) return name.endsWith(match.ends_with.toLowerCase());
	if ('contains' in match) return name.includes(match.contains.toLowerCase());
	return new RegExp(match.regex).test(name);
}

function rowAt(seller: Provider, info: ModelInfo): RowAt | undefined {
	const source = `${CATALOG}: ${seller.id} ${info.id}`;
	if (!Array.isArray(info.prices)) {
		const rates = ratesOf(info.id, info.prices);
		return rates && (() => ({ source, rates }));
	}
	// As the catalogue means them: from the last to the first, the first whose condition holds; else the first of all.
	const rows = info.prices.map(each => ({ holds: condition(each), row: conditionalRow(source, info.id, each) })).reverse();
	const fallback = rows.at(-1)?.row;
	return ts => (rows.find(each => each.holds(ts)) ?? { row: fallback }).row;
}

function conditionalRow(source: string, id: string, price: ConditionalPrice): Row | undefined {
	const rates = ratesOf(id, price.prices);
	const { constraint } = price;
	const when = !constraint
		? ''
		: constraint.type === 'start_date'
			? ` from ${constraint.start_date}`
			: ` ${constraint.start_time}-${constraint.end_time}`;
	return rates && { source: source + when, rates };
}

function condition({ constraint }: ConditionalPrice): (ts: number) => boolean {
	if (!constraint) return () => true;
	if (constraint.type === 'start_date') {
		const start = Date.parse(constraint.start_date);
		return ts => ts >= start;
	}
	const start = timeOfDay(constraint.start_time);
	const end = timeOfDay(constraint.end_time);
	return ts => {
		const now = ts % DAY_MS;
		return end < start ? now >= start || now < end : now >= start && now < end;
	};
}

const DAY_MS = 86_400_000;

/** ms since midnight UTC of `01:00:00Z` or `09:30:00+08:00`. */
const timeOfDay = (text: string): number => (Date.parse(`1970-01-01T${text}`) + DAY_MS) % DAY_MS;

function ratesOf(id: string, price: ModelPrice): Rates | undefined {
	const input = rateOf(price.input_mtok);
	const output = rateOf(price.output_mtok);
	if (input === undefined && output === undefined) return undefined;
	// A kind of input without a price of its own costs what the kind costs that it is a part of.
	const cacheRead = rateOf(price.cache_read_mtok) ?? input ?? 0;
	const written = rateOf(price.cache_write_mtok);
	const hour = rateOf(price.cache_write_1h_mtok) ?? (written !== undefined && id.includes('claude') ? twice(input) : undefined);
	const cacheWrite5m = written ?? input ?? 0;
	const perRequest = rateOf(price.requests_kcount);
	return {
		input: input ?? 0,
		output: output ?? 0,
		cacheRead,
		cacheWrite5m,
		cacheWrite1h: hour ?? cacheWrite5m,
		perRequest: typeof perRequest === 'number' ? perRequest / 1000 : 0,
	};
}

function rateOf(value: ModelPrice[string]): Rate | undefined {
	if (value === undefined || typeof value === 'number') return value;
	return { base: value.base, tiers: [...value.tiers].sort((a, b) => a.start - b.start) };
}

/** Claude's hour-long cache writes cost twice the input; other sellers' rows leave that out. */
function twice(rate: Rate | undefined): Rate | undefined {
	if (rate === undefined || typeof rate === 'number') return rate === undefined ? undefined : rate * 2;
	return { base: rate.base * 2, tiers: rate.tiers.map(({ start, price }) => ({ start, price: price * 2 })) };
}

type Catalog = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice' | 'findProvider'>;

/**
 * Loaded at the first price asked for, not with the hub: `require` inside a function is left where it stands by the
 * bundler, and takes the smaller of the package's two builds.
 */
const catalog = (): Catalog => require('@pydantic/genai-prices') as Catalog;
