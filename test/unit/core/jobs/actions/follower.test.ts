// A file that is followed while a process appends to it: every byte is read, also where the file begins anew.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Follower } from '../../../../../src/core/jobs/actions/follower';
import { fakeClock } from '../../../../support/fakeClock';
import { temporary } from './fixture';

const MB = 1_048_576;

describe('follower', () => {
	let folder: string;
	let file: number;
	beforeEach(() => {
		folder = temporary();
		file = fs.openSync(path.join(folder, 'out'), 'ax+');
	});
	afterEach(() => {
		fs.closeSync(file);
		fs.rmSync(folder, { recursive: true, force: true });
	});
	const size = () => fs.fstatSync(file).size;

	it('reads what is written while it reads the last of a long output, which a file that began anew then would not hold', async () => {
		const clock = fakeClock();
		let read = 0;
		let last = '';
		const follower = new Follower(clock, file, bytes => {
			read += bytes.length;
			last = bytes.toString('latin1', Math.max(0, bytes.length - 3));
			if (read === 64 * MB) fs.writeSync(file, 'end');
		});
		fs.ftruncateSync(file, 64 * MB); // zeros that take no room
		await clock.advance(10_000);
		await follower.end();
		assert.deepEqual([read, last], [64 * MB + 3, 'end']);
	});

	it('begins the file anew when nothing comes, and goes on', async () => {
		const clock = fakeClock();
		const read: string[] = [];
		const follower = new Follower(clock, file, bytes => read.push(bytes.length > 100 ? 'much' : bytes.toString()));
		fs.ftruncateSync(file, 65 * MB);
		await clock.advance(10_000);
		assert.equal(size(), 0);
		fs.writeSync(file, 'more');
		await clock.advance(1000);
		await follower.end();
		assert.deepEqual([...new Set(read)], ['much', 'more']);
	});

	it('begins it anew in the midst of a flood too, before the disk is full', async () => {
		const clock = fakeClock();
		let most = 0;
		const follower = new Follower(clock, file, () => {});
		for (let round = 0; round < 80; round++) {
			fs.ftruncateSync(file, size() + 4 * MB);
			most = Math.max(most, size());
			await clock.advance(25);
		}
		follower.stop();
		assert.ok(most <= 76 * MB, `${most / MB} MB`);
	});
});
