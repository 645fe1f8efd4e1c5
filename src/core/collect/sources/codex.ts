// The collector for the Codex command line: its rollouts, live, archived and compressed.
import * as fs from 'node:fs';
import { type Clock, systemClock } from '../../../base/clock';
import type { Collector, LogFile } from '../collector';
import { Folders } from '../folders';
import { codexHome, inHome, rolloutsIn } from './codexFiles';
import { planRollouts, readRollout } from './codexReading';
import type { Owner } from './codexRollout';
import { Threads } from './codexThreads';

const OWNER: Owner = { source: 'codex', agent: '', rank: 0 };

/** Reads `$CODEX_HOME`, else `~/.codex`, and the user's further roots. */
export function createCodexCollector(clock: Pick<Clock, 'now'> = systemClock): Collector {
	const threads = new Threads();
	const folders = new Folders(() => clock.now());
	return {
		name: 'codex',
		label: 'Codex CLI',
		roots: ({ home, env, extraRoots }) => {
			return [...new Set([codexHome(home, env), ...extraRoots.map(root => inHome(home, root))])].map(root => ({
				path: root,
				found: fs.existsSync(root),
			}));
		},
		find: (roots, onError) => {
			const files: LogFile[] = roots.filter(root => root.found).flatMap(root => rolloutsIn(root.path, {}, onError, folders));
			threads.list(files);
			return files;
		},
		plan: (files, unlisted) => planRollouts(files, unlisted, threads),
		unsettled: () => threads.tookNew(),
		read: (file, cursor, sink, turn) => readRollout(file.path, cursor, OWNER, threads, sink, turn),
	};
}
