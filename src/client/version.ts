// Which of two versions is newer.

/** Negative where `a` is older than `b`, 0 where they are the same, positive where it is newer. Pre-releases come before their release. */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [parse(a), parse(b)];
	for (let i = 0; i < 3; i++) {
		const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
		if (difference !== 0) return difference;
	}
	if (left.pre === right.pre) return 0;
	if (!left.pre || !right.pre) return left.pre ? -1 : 1;
	return left.pre.localeCompare(right.pre, 'en', { numeric: true });
}

function parse(version: string): { numbers: number[]; pre: string } {
	const [core = '', pre = ''] = version.split('+', 1)[0]?.split(/-(.*)/s, 2) ?? [];
	return { numbers: core.split('.').map(Number), pre };
}
