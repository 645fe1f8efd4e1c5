// Fields of untrusted JSON, read one by one; what is wrong is said with its place.

/** Where a value stands, and where its problems go. */
export interface Reading {
	at: string;
	problems: string[];
}

export function record(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

export const isStringList = (value: unknown): value is string[] =>
	Array.isArray(value) && value.length <= 256 && value.every(word => typeof word === 'string' && word.length <= 32_768);

/** `otherwise` where it is absent; without one it must be there. */
export function text(
	fields: Record<string, unknown>,
	name: string,
	{ at, problems }: Reading,
	longest: number,
	otherwise?: string,
): string | undefined {
	const value = fields[name] ?? otherwise;
	if (typeof value === 'string' && value.length <= longest) return value;
	problems.push(typeof value === 'string' ? `${at}: “${name}” has more than ${longest} characters.` : `${at}: “${name}” must be a text.`);
	return undefined;
}

/** A whole number within bounds; undefined where it is absent. */
export function whole(
	fields: Record<string, unknown>,
	name: string,
	{ at, problems }: Reading,
	least: number,
	most: number,
): number | undefined {
	const value = fields[name];
	if (value === undefined) return undefined;
	if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
	problems.push(`${at}: “${name}” is a whole number from ${least} to ${most}.`);
	return undefined;
}
