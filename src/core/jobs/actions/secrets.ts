// Which names and which texts are secrets.

/** Names of variables and headers whose values are nobody's business. */
const SECRET_NAME =
	/(^|[_-])(key|keys|token|tokens|secret|secrets|password|passwd|passphrase|pass|pwd|credential|credentials|auth|authorization|cookie)$|api_?key|access_?key|private_?key|secret|password/i;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** Shorter values would hide ordinary words. */
export const SHORTEST = 6;

/** The values in an environment that must not be shown, longest first. */
export function secretsOf(...environments: (Readonly<Record<string, string | undefined>> | undefined)[]): string[] {
	const found = new Set<string>();
	for (const environment of environments) {
		for (const [name, value] of Object.entries(environment ?? {})) {
			if (value !== undefined && value.length >= SHORTEST && isSecretName(name)) found.add(value);
		}
	}
	return [...found].sort((a, b) => b.length - a.length);
}

/** Where secrets stand in a text: start and end of each, in order, not overlapping. */
export function findSecrets(text: string, secrets: readonly string[]): [start: number, end: number][] {
	const spans: [number, number][] = [];
	for (const secret of secrets) {
		for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) spans.push([at, at + secret.length]);
	}
	const small = text.toLowerCase();
	if (HINTS.some(hint => small.includes(hint))) {
		for (const shape of SHAPES) {
			for (const match of text.matchAll(shape)) spans.push([match.index + (match[1]?.length ?? 0), match.index + match[0].length]);
		}
	}
	spans.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
	const merged: [number, number][] = [];
	for (const [start, end] of spans) {
		const last = merged.at(-1);
		if (last && start < last[1]) last[1] = Math.max(last[1], end);
		else merged.push([start, end]);
	}
	return merged;
}

/** Without any of these no shape is there; told by searching for words, which is ten times as quick as by patterns. In small letters. */
const HINTS: readonly string[] = [
	...['sk-', 'sk_', 'rk_', 'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'akia', 'asia', 'aiza', 'xox', 'npm_', 'hf_'],
	...['pypi-', 'sg.', 'eyj', '://', 'bearer', 'authorization', 'cookie', 'key', 'token', 'secret', 'passw'],
];

/** A first group is what stands before the secret and may be shown. */
const SHAPES: readonly RegExp[] = [
	/\bsk-[A-Za-z0-9_-]{16,}/g,
	/\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g,
	/\bgh[pousr]_[A-Za-z0-9]{20,}/g,
	/\bgithub_pat_[A-Za-z0-9_]{20,}/g,
	/\bglpat-[A-Za-z0-9_-]{16,}/g,
	/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
	/\bAIza[0-9A-Za-z_-]{30,}/g,
	/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
	/\bnpm_[A-Za-z0-9]{30,}/g,
	/\bhf_[A-Za-z0-9]{30,}/g,
	/\bpypi-[A-Za-z0-9_-]{30,}/g,
	/\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
	/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g,
	/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:"']{0,200}:[^\s/@"']{1,200}(?=@)/gi,
	/(\b(?:proxy-)?authorization\b\\?["']?\s*[:=]\s*\\?["']?)(?:[a-z]{3,10}\s+)?[^\s"'\\,;]+/gi,
	/(\bbearer\s+)[A-Za-z0-9._~+/=-]{12,}/gi,
	/(\b(?:set-)?cookie\\?["']?\s*:\s*\\?["']?)[^\r\n"']+/gi,
	/(\b[A-Z0-9_-]{0,40}(?:api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|[-_]token|secret|password|passwd)\\?["']?\s*[:=]\s*\\?["']?)(?!\d+\b)[^\s"'\\,;&}]{6,}/gi,
];
