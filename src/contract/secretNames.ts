// How an HTTP job's header names a secret. Without a schema, for a window has none of those.

/** In the value of an HTTP job's header, `Bearer ${secret:github}`, it stands for what VS Code keeps under that name. */
const PLACE = /\$\{secret:([^}]*)\}/g;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export const canNameSecret = (name: string): boolean => NAME.test(name);

/** The names of the secrets in a header's value, as they are written; some may be no names. */
export const secretsNamed = (value: string): string[] => [...value.matchAll(PLACE)].map(([, name = '']) => name);

/** A header's value with its secrets in their places. */
export const withSecrets = (value: string, secrets: ReadonlyMap<string, string>): string =>
	value.replace(PLACE, (_, name: string) => secrets.get(name) ?? '');
