// Processes that are killed while they read rewritten logs; what the next one counts, against an independent count.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { REWRITTEN } from '../support/rewrittenLogs';
import { quickFolder } from '../unit/storage/scratch';
import { compared, countedApart, totalsOf } from './growingLogs';

const CHILD = path.join(__dirname, 'rewind.child.js');

describe('rewritten logs and kills', function () {
	this.timeout(120_000);
	let root: string;
	beforeEach(() => {
		root = fs.mkdtempSync(path.join(quickFolder(), 'mc-rewind-'));
	});
	afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

	for (const { says, write, rewrite } of REWRITTEN)
		it(`IN14 ${says}: killed after any transaction of reading it again, the totals are those of an independent count`, () => {
			const home = path.join(root, 'home');
			const known = path.join(root, 'known');
			const read = (folder: string): string => execFileSync(process.execPath, [CHILD, home, folder], { encoding: 'utf8' });
			write(home);
			fs.mkdirSync(known);
			read(known);
			rewrite(home);
			const expected = countedApart(home);
			let kills = 0;
			for (let done = 1; kills === done - 1; done++) {
				const folder = path.join(root, `killed-${done}`);
				fs.cpSync(known, folder, { recursive: true });
				const { signal, status, stderr } = spawnSync(process.execPath, [CHILD, home, folder, String(done)], { encoding: 'utf8' });
				if (signal === 'SIGKILL') kills++;
				else assert.equal(status, 0, stderr);
				const counted = totalsOf(JSON.parse(read(folder)));
				assert.deepEqual(compared(counted, expected, 'counted independently'), [], `killed after transaction ${done}`);
			}
			assert.ok(kills > 0);
		});
});
