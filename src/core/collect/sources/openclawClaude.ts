// Tells whether Claude Code has itself logged what OpenClaw had it do in a folder.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Places } from '../collector';

/** A log is written to until the call is over; clocks of the two programs are one. */
const SLACK = 60_000;

/** True where Claude Code's logs of the folder `cwd` were written to at or after `ts` (ms UTC). */
export function claudeLogged({ home, env }: Pick<Places, 'home' | 'env'>, cwd: string, ts: number): boolean {
	if (cwd === '') return false;
	const named =
		env.CLAUDE_CONFIG_DIR?.split(',')
			.map(each => each.trim())
			.filter(each => each !== '') ?? [];
	const roots =
		named.length > 0 ? named : [path.join(env.XDG_CONFIG_HOME || path.join(home, '.config'), 'claude'), path.join(home, '.claude')];
	return roots.some(root => isLogged(path.join(root, 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-')), ts));
}

function isLogged(folder: string, ts: number): boolean {
	try {
		return fs.readdirSync(folder).some(name => name.endsWith('.jsonl') && fs.statSync(path.join(folder, name)).mtimeMs >= ts - SLACK);
	} catch {
		return false;
	}
}
