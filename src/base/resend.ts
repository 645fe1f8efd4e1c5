// Sends a call; one that can be told apart by a name is sent once more where nobody knows whether it was carried out.

/** Orders the hub keeps a proof of, in the same transaction as the change. No other order is ever sent twice. */
const NAMED: ReadonlySet<string> = new Set(['jobs.add', 'jobs.change', 'jobs.remove', 'jobs.restore']);

/** A call on its way: where it goes and what with. */
export interface Call {
	path: readonly string[];
	input: unknown;
}

export interface Ways {
	/** To the hub of now. */
	send(input: unknown): Promise<unknown>;
	/** True where nobody knows whether the order was carried out. */
	isLost(error: unknown): boolean;
	/** To the next hub. */
	again(input: unknown): Promise<unknown>;
}

/** Sends a call; a named order that was lost is sent once more, to the next hub, with its name. */
export async function sendOnce({ path, input }: Call, { send, isLost, again }: Ways): Promise<unknown> {
	if (!NAMED.has(path.join('.')) || typeof input !== 'object' || input === null || 'op' in input) return send(input);
	const order = { ...input, op: newName() };
	try {
		return await send(order);
	} catch (error) {
		if (!isLost(error)) throw error;
		return await again(order);
	}
}

/** Calls by path, as `api.jobs.add(input)` does. */
export function sendTo(api: unknown, path: readonly string[], input: unknown): Promise<unknown> {
	const call = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], api);
	return (call as (input: unknown) => Promise<unknown>)(input);
}

/** 128 bits in hex. */
function newName(): string {
	return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
