// Programs of the system that a few tests need: a test without its program skips itself and says why.
import { spawnSync } from 'node:child_process';

/** To be called first in a test. */
export function needs(test: Mocha.Context, program: 'zstd' | 'sqlite3'): void {
	if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined) return;
	if (test.test) test.test.title += ` (no ${program} on this machine)`;
	test.skip();
}
