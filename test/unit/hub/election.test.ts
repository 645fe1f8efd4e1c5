// Election: numbers won once, a private socket folder, and a fence that costs nothing.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AppError } from '../../../src/base/errors';
import { newestEpoch, OWNER_FOLDER, ownerFile, readOwner } from '../../../src/contract/owner';
import { type Candidate, claimEpoch, clearLeftovers, fence, freshSocket, newToken } from '../../../src/hub/election';

const DAY = 86_400_000;

describe('election', () => {
	let folder: string;
	let temporary: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-election-'));
		temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-tmp-'));
	});
	afterEach(() => {
		for (const made of [folder, temporary]) fs.rmSync(made, { recursive: true, force: true });
	});

	const candidate = (socket = freshSocket(folder, temporary)): Candidate => ({
		pid: process.pid,
		socket,
		token: newToken(),
		version: '0.1.0',
		protocol: 1,
		startedAt: '2026-11-21T08:00:00.000Z',
		mode: 'process',
	});
	const hub = (name = '') => path.join(folder, OWNER_FOLDER, name);

	it('has no owner before the first claim, and the winner as owner after it', () => {
		assert.equal(newestEpoch(folder), 0);
		assert.equal(readOwner(folder), undefined);
		const first = candidate();
		assert.equal(claimEpoch(folder, 0, first), 1);
		const owner = readOwner(folder);
		assert.ok(owner);
		const { key, host, ...rest } = owner;
		assert.deepEqual(rest, { ...first, epoch: 1 });
		assert.match(key, /^key-/);
		assert.equal(host, os.hostname());
	});

	it('gives a number to one only, and the loser leaves no key behind', () => {
		assert.equal(claimEpoch(folder, 0, candidate()), 1);
		assert.equal(claimEpoch(folder, 0, candidate()), undefined);
		assert.equal(fs.readdirSync(hub()).filter(name => name.startsWith('key-')).length, 1);
		assert.equal(claimEpoch(folder, 1, candidate()), 2);
	});

	it('keeps the token and the record to the user', function () {
		if (process.platform === 'win32') this.skip();
		claimEpoch(folder, 0, candidate());
		for (const name of fs.readdirSync(hub())) assert.equal(fs.statSync(hub(name)).mode & 0o777, 0o600, name);
		assert.equal(fs.statSync(hub()).mode & 0o777, 0o700);
		assert.ok(!fs.readFileSync(hub(ownerFile(1)), 'utf8').includes(readOwner(folder)?.token ?? '?'));
	});

	it('fences every epoch but the newest, also one whose own record was pruned', () => {
		claimEpoch(folder, 0, candidate());
		fence(folder, 1);
		claimEpoch(folder, 1, candidate());
		fence(folder, 2);
		const fenced = (error: unknown) => error instanceof AppError && error.code === 'FENCED' && /epoch 1/.test(error.message);
		assert.throws(() => fence(folder, 1), fenced);
		assert.throws(() => fence(folder, 1), /fenced by epoch 2\./);
		fs.unlinkSync(hub(ownerFile(1)));
		fs.unlinkSync(hub(ownerFile(2)));
		claimEpoch(folder, 0, candidate());
		fs.unlinkSync(hub(ownerFile(1)));
		assert.throws(() => fence(folder, 1), fenced);
		assert.throws(() => fence(folder, 1), /the record of its own epoch is gone/);
	});

	it('costs microseconds to fence', () => {
		claimEpoch(folder, 0, candidate());
		const start = process.hrtime.bigint();
		for (let i = 0; i < 2000; i++) fence(folder, 1);
		const each = Number(process.hrtime.bigint() - start) / 2000 / 1000;
		assert.ok(each < 200, `${each.toFixed(1)} µs`);
	});

	it('counts a record that cannot be read, so its number is not won again', () => {
		claimEpoch(folder, 0, candidate());
		fs.writeFileSync(hub(ownerFile(2)), '{"epoch":2,"pi');
		assert.equal(readOwner(folder), undefined);
		assert.equal(newestEpoch(folder), 2);
		assert.equal(claimEpoch(folder, 1, candidate()), undefined);
		assert.equal(claimEpoch(folder, 2, candidate()), 3);
		assert.equal(readOwner(folder)?.epoch, 3);
	});

	it('MW08 hashes the folder into a short socket path: long and almost equal folders differ', () => {
		const deep = path.join(folder, 'd'.repeat(90), 'e'.repeat(90));
		const sockets = ['one', 'two'].map(name => {
			fs.mkdirSync(path.join(deep, name), { recursive: true });
			return freshSocket(path.join(deep, name), temporary);
		});
		for (const socket of sockets) assert.ok(Buffer.byteLength(socket) <= 100, socket);
		const hashes = sockets.map(socket => path.basename(socket).split('-')[0]);
		assert.notEqual(hashes[0], hashes[1]);
		const long = path.join(temporary, 't'.repeat(90));
		fs.mkdirSync(long);
		assert.ok(Buffer.byteLength(freshSocket(folder, long)) <= 100);
	});

	it('gives another path each time, the first part equal for one folder however it is written', () => {
		const [one, other] = [freshSocket(folder, temporary), freshSocket(path.join(folder, '..', path.basename(folder)), temporary)];
		assert.notEqual(one, other);
		assert.equal(path.basename(one).split('-')[0], path.basename(other).split('-')[0]);
	});

	it('MW10 makes the socket folder private and refuses one that is not ours', function () {
		if (process.platform === 'win32') this.skip();
		const private_ = path.dirname(freshSocket(folder, temporary));
		assert.equal(fs.statSync(private_).mode & 0o777, 0o700);
		fs.chmodSync(private_, 0o777);
		freshSocket(folder, temporary);
		assert.equal(fs.statSync(private_).mode & 0o777, 0o700);
		fs.rmdirSync(private_);
		const refused = (error: unknown) => error instanceof AppError && error.code === 'FORBIDDEN' && error.message.includes(private_);
		fs.symlinkSync(folder, private_);
		assert.throws(() => freshSocket(folder, temporary), refused);
		fs.unlinkSync(private_);
		if (process.getuid?.() !== 0) return;
		fs.mkdirSync(private_);
		fs.chownSync(private_, 12345, 12345);
		assert.throws(() => freshSocket(folder, temporary), refused);
	});

	it('MW09 lets only the owner clear leftovers, and keeps the newest numbers', () => {
		const sockets: string[] = [];
		for (let epoch = 1; epoch <= 30; epoch++) {
			const one = candidate();
			sockets.push(one.socket);
			fs.writeFileSync(one.socket, '');
			assert.equal(claimEpoch(folder, epoch - 1, one), epoch);
		}
		const standing = freshSocket(folder, temporary);
		const crashed = freshSocket(folder, temporary);
		const foreign = path.join(path.dirname(standing), 'somebody-else.s');
		for (const file of [standing, crashed, foreign]) fs.writeFileSync(file, '');
		const now = Date.parse('2026-11-21T08:00:00Z');
		for (const file of [standing, foreign]) fs.utimesSync(file, now / 1000, now / 1000);
		fs.utimesSync(crashed, (now - 2 * DAY) / 1000, (now - 2 * DAY) / 1000);
		fs.utimesSync(foreign, (now - 2 * DAY) / 1000, (now - 2 * DAY) / 1000);

		assert.throws(() => clearLeftovers(folder, 29, now, temporary), /epoch 29/);
		assert.equal(fs.readdirSync(hub()).length, 60);
		clearLeftovers(folder, 30, now, temporary);

		const epochs = fs.readdirSync(hub()).filter(name => name.startsWith('epoch-'));
		assert.deepEqual([epochs[0], epochs.length], [ownerFile(11), 20]);
		assert.equal(readOwner(folder)?.epoch, 30);
		assert.deepEqual(
			fs.readdirSync(hub()).filter(name => name.startsWith('key-')),
			[readOwner(folder)?.key],
		);
		assert.deepEqual(
			[...sockets, standing, crashed, foreign].filter(file => fs.existsSync(file)),
			[sockets[29], standing, foreign],
		);
		// A number whose record was pruned is free as a name, and still not to be won.
		assert.equal(claimEpoch(folder, 4, candidate()), undefined);
		assert.equal(newestEpoch(folder), 30);
	});

	for (const code of ['EPERM', 'ENOTSUP'])
		it(`MW16 elects one where the file system has no hard links (${code})`, () => {
			const link = fs.linkSync;
			const without = (): never => {
				throw Object.assign(new Error(`${code}: link`), { code });
			};
			Object.defineProperty(require('node:fs'), 'linkSync', { value: without, configurable: true, writable: true });
			try {
				assert.equal(claimEpoch(folder, 0, candidate()), 1);
				assert.equal(claimEpoch(folder, 0, candidate()), undefined);
				assert.equal(claimEpoch(folder, 1, candidate()), 2);
				assert.equal(readOwner(folder)?.epoch, 2);
			} finally {
				Object.defineProperty(require('node:fs'), 'linkSync', { value: link, configurable: true, writable: true });
			}
		});
});
