// Which secrets the jobs name, and where each may be sent to.
import type { Job, SecretAsked } from '../../contract';
import { canNameSecret, secretsNamed } from '../../contract/secretNames';

/** A secret by its name and the one place it is for (`https://api.example.com`). */
export type SecretId = Pick<SecretAsked, 'name' | 'origin'>;

export interface SecretNeed extends SecretId {
	/** Names of the jobs that name it. */
	jobs: string[];
}

/** In the order the jobs stand in. */
export function secretNeeds(jobs: readonly Pick<Job, 'name' | 'action'>[]): SecretNeed[] {
	const needs = new Map<string, SecretNeed>();
	for (const { name: job, action } of jobs) {
		const origin = action.kind === 'http' ? originOf(action.url) : undefined;
		if (action.kind !== 'http' || origin === undefined) continue;
		for (const name of new Set(Object.values(action.headers ?? {}).flatMap(secretsNamed))) {
			if (!canNameSecret(name)) continue;
			const need = needs.get(secretKey({ name, origin })) ?? { name, origin, jobs: [] };
			need.jobs.push(job);
			needs.set(secretKey(need), need);
		}
	}
	return [...needs.values()];
}

/** Under which key it is kept. */
export const secretKey = ({ name, origin }: SecretId): string => `missionControl.jobSecret:${name}@${origin}`;

/** Scheme, host and port of an address; undefined where it is none that jobs go to. */
export function originOf(url: string): string | undefined {
	try {
		const { protocol, origin } = new URL(url.trim());
		return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
	} catch {
		return undefined;
	}
}

/** Why a text cannot be part of a header; undefined where it can. */
export function secretProblem(value: string): string | undefined {
	if (value.trim() === '') return 'Paste the secret.';
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header must not hold
	return /[^\u0009\u0020-\u007e\u0080-\u00ff]/.test(value.trim()) ? 'A header takes one line of plain characters.' : undefined;
}
