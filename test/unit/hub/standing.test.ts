// As what a hub may serve a folder: whose it is, how long that was said ago, and whether it can be written.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { nodeCode } from '../../../src/base/errors';
import { OWNER_FOLDER, readOwner } from '../../../src/contract/owner';
import { beat, claimEpoch, newToken, signOff } from '../../../src/hub/election';
import { SILENCE, standingIn, whyOver } from '../../../src/hub/standing';

describe('standing', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-standing-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const owned = (host: string, socket = path.join(folder, 'nobody.s')) => {
		const about = { pid: 7, version: '1.0.0', protocol: 1, startedAt: '2026-11-21T07:00:00.000Z', mode: 'process' as const };
		claimEpoch(folder, 0, { ...about, host, socket, token: newToken() });
		const owner = readOwner(folder);
		assert.ok(owner);
		return owner;
	};
	const heard = (agoMs: number) => {
		const at = (systemClock.now() - agoMs) / 1000;
		fs.utimesSync(path.join(folder, OWNER_FOLDER, readOwner(folder)?.key ?? '?'), at, at);
	};
	const here = () => standingIn(folder, 'here', systemClock);

	it('is the owner of a new folder and of one that this machine owned', () => {
		assert.deepEqual(here(), { kind: 'owner' });
		owned('here');
		assert.deepEqual(here(), { kind: 'owner' });
	});

	it('MW12 observes a record of another machine while it is fresh, and owns it with a notice from ten minutes on', () => {
		owned('far');
		assert.deepEqual(here(), { kind: 'observer', host: 'far' });
		heard(SILENCE - 5000);
		assert.deepEqual(here(), { kind: 'observer', host: 'far' });
		heard(SILENCE + 1000);
		const late = here();
		assert.equal(late.kind, 'owner');
		assert.match(
			(late.kind === 'owner' && late.notice) || '',
			/^far owned the data .* last heard of at 20.*This machine has taken over\.$/,
		);
	});

	it('MW12 a beat makes it fresh again, by the clock of the file system; the key says the same as before', () => {
		const owner = owned('far');
		heard(SILENCE * 2);
		beat(folder, owner);
		assert.deepEqual(here(), { kind: 'observer', host: 'far' });
		assert.deepEqual(readOwner(folder), owner);
	});

	it('a machine that left in order is not waited for', () => {
		signOff(folder, owned('far'));
		assert.deepEqual(here(), { kind: 'owner' });
	});

	it('a machine whose name changed knows its own socket', function () {
		if (process.platform === 'win32') this.skip();
		const socket = path.join(folder, 'mine.s');
		fs.writeFileSync(socket, '');
		owned('earlier-name', socket);
		assert.deepEqual(here(), { kind: 'owner' });
	});

	it('says when another standing is to be had', () => {
		const observer = { kind: 'observer', host: 'far' } as const;
		const why = (kind: Parameters<typeof whyOver>[0]) => whyOver(kind, folder, 'here', systemClock);
		const owner = owned('far');
		assert.equal(why({ kind: 'owner' }), undefined);
		assert.equal(why(observer), undefined);
		heard(SILENCE - 5000);
		assert.equal(why(observer), undefined);
		heard(SILENCE + 1000);
		assert.equal(why(observer), 'far does not own the data any more');
		assert.equal(why({ kind: 'memory', why: 'the disk is full' }), 'the data folder can be written again');
		signOff(folder, owner);
		assert.equal(why(observer), 'far does not own the data any more');
	});

	it('is in memory where nothing can be written', function () {
		if (process.platform !== 'linux' || !fs.existsSync('/sys/kernel')) this.skip();
		const standing = standingIn('/sys/kernel/mission-control', 'here', systemClock);
		assert.equal(standing.kind, 'memory');
		assert.equal(whyOver(standing, '/sys/kernel/mission-control', 'here', systemClock), undefined);
	});

	it('leaves nothing behind by looking, and does not take a file for a folder', () => {
		here();
		assert.deepEqual(fs.readdirSync(path.join(folder, OWNER_FOLDER)), []);
		fs.writeFileSync(path.join(folder, 'file'), '');
		assert.throws(() => standingIn(path.join(folder, 'file'), 'here', systemClock), { code: codeOf(path.join(folder, 'file')) });
	});
});

/** What Node says of a folder that is to be made below a file: ENOTDIR up to some version, EEXIST after. */
function codeOf(file: string): string | undefined {
	try {
		fs.mkdirSync(path.join(file, 'below', 'it'), { recursive: true });
	} catch (error) {
		return nodeCode(error);
	}
	throw new Error(`${file} is no file`);
}
