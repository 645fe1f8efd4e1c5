// The hub's term of office: one at a time, gone when nobody needs it, gone at once when another took over.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { AppError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import { dial } from '../../../src/contract/dial';
import { newestEpoch, readOwner } from '../../../src/contract/owner';
import { PROTOCOL } from '../../../src/contract/rendezvous';
import { claimEpoch, freshSocket, newToken } from '../../../src/hub/election';
import { type Hub, type LifetimeOptions, type Office, takeOffice } from '../../../src/hub/lifetime';

describe('lifetime', () => {
	let folder: string;
	let offices: Office<Hub>[];
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-life-'));
		offices = [];
	});
	afterEach(async () => {
		await Promise.all(offices.map(office => office.stop('the test is over')));
		fs.rmSync(folder, { recursive: true, force: true });
	});

	interface Story {
		lines: string[];
		keepRunning: boolean;
		busy: boolean;
	}
	const story = (): Story => ({ lines: [], keepRunning: false, busy: false });

	async function start(told: Story, more: Partial<LifetimeOptions<Hub>> = {}): Promise<Office<Hub> | undefined> {
		const hub: Hub = {
			attach: (_socket, role) => told.lines.push(`serves a ${role}`),
			start: () => told.lines.push('starts'),
			get keepRunning() {
				return told.keepRunning;
			},
			get busy() {
				return told.busy;
			},
			close: async () => void told.lines.push('closes'),
		};
		const taken = await takeOffice({
			folder,
			version: '1.0.0',
			mode: 'process',
			linger: undefined,
			clock: systemClock,
			log: silentLog,
			create: async () => hub,
			...more,
		});
		if ('owner' in taken) return undefined;
		offices.push(taken.office);
		return taken.office;
	}
	const visit = async () => {
		const owner = readOwner(folder);
		assert.ok(owner);
		const answer = await dial(systemClock, owner, 'window');
		assert.equal(answer.kind, 'open');
		return answer.kind === 'open' ? answer.socket : undefined;
	};

	it('a second one finds the first and leaves without a trace', async () => {
		const [first, second] = [story(), story()];
		const office = await start(first);
		assert.equal(office?.epoch, 1);
		assert.equal(await start(second), undefined);
		assert.deepEqual(second.lines, []);
		assert.equal(newestEpoch(folder), 1);
	});

	it('[MW01] of eight that start together one is the hub', async () => {
		const all = await Promise.all(Array.from({ length: 8 }, () => start(story())));
		assert.equal(all.filter(Boolean).length, 1);
		assert.equal(newestEpoch(folder), 1);
	});

	it('[MW09] follows one that died, whatever it left', async () => {
		const socket = freshSocket(folder);
		claimEpoch(folder, 0, {
			pid: 2 ** 22 - 1,
			socket,
			token: newToken(),
			version: '1.0.0',
			protocol: PROTOCOL,
			startedAt: '2020-01-01T00:00:00.000Z',
			mode: 'process',
		});
		fs.writeFileSync(socket, '');
		const office = await start(story());
		assert.equal(office?.epoch, 2);
		assert.equal(fs.existsSync(socket), false);
	});

	it('[MW10] follows one at whose address a stranger sits and is silent', async () => {
		const socket = freshSocket(folder);
		const stranger = net.createServer(line => line.on('error', () => {}));
		await new Promise<void>(resolve => stranger.listen(socket, resolve));
		claimEpoch(folder, 0, {
			pid: 1,
			socket,
			token: newToken(),
			version: '1.0.0',
			protocol: PROTOCOL,
			startedAt: '2020-01-01T00:00:00.000Z',
			mode: 'process',
		});
		const began = systemClock.now();
		const office = await start(story());
		assert.equal(office?.epoch, 2);
		assert.ok(systemClock.now() - began < 2500);
		stranger.close();
	});

	it('follows a record that cannot be read', async () => {
		fs.mkdirSync(path.join(folder, 'hub'), { recursive: true });
		fs.writeFileSync(path.join(folder, 'hub', 'epoch-000004.json'), '{"epoch":4');
		assert.equal((await start(story()))?.epoch, 5);
	});

	it('leaves when the last client has been gone for a while, not before', async () => {
		const told = story();
		const office = await start(told, { linger: 150 });
		await systemClock.sleep(80);
		const client = await visit();
		await systemClock.sleep(250);
		assert.deepEqual(told.lines, ['starts', 'serves a window']);
		client?.terminate();
		const began = systemClock.now();
		assert.equal(await office?.closed, 'the last client left');
		const took = systemClock.now() - began;
		assert.ok(took >= 140 && took < 700, `${took} ms`);
		assert.deepEqual(told.lines, ['starts', 'serves a window', 'closes']);
	});

	it('stays where the user wants it to, and leaves when that changes', async () => {
		const told = story();
		told.keepRunning = true;
		const office = await start(told, { linger: 50 });
		await systemClock.sleep(200);
		assert.deepEqual(told.lines, ['starts']);
		told.keepRunning = false;
		assert.equal(await office?.closed, 'the last client left');
	});

	it('does not leave while it is busy, whoever left', async () => {
		const told = story();
		told.busy = true;
		const office = await start(told, { linger: 50 });
		const client = await visit();
		client?.terminate();
		await systemClock.sleep(200);
		assert.deepEqual(told.lines, ['starts', 'serves a window']);
		told.busy = false;
		assert.equal(await office?.closed, 'the last client left');
	});

	it('[MW04] ends at once when a newer epoch is published', async () => {
		const told = story();
		const office = await start(told);
		const client = await visit();
		const gone = new Promise(resolve => client?.once('close', resolve));
		const { token = '', socket = '' } = readOwner(folder) ?? {};
		claimEpoch(folder, 1, {
			pid: 1,
			socket,
			token,
			version: '1.0.0',
			protocol: PROTOCOL,
			startedAt: '2026-01-01T00:00:00.000Z',
			mode: 'process',
		});
		assert.match((await office?.closed) ?? '', /^fenced/);
		await gone;
		assert.deepEqual(told.lines, ['starts', 'serves a window', 'closes']);
	});

	it('a successor waits until the one that stops has saved', async () => {
		const told = story();
		let saved = () => {};
		const slow: Hub = { attach() {}, start() {}, keepRunning: false, busy: false, close: () => new Promise(resolve => (saved = resolve)) };
		const office = await start(told, { create: async () => slow });
		const stopped = office?.stop('asked');
		const order: string[] = [];
		const starting = start(story()).then(second => order.push(`epoch ${second?.epoch}`));
		await systemClock.sleep(250);
		order.push('saved');
		saved();
		await Promise.all([stopped, starting]);
		assert.deepEqual(order, ['saved', 'epoch 2']);
	});

	it('leaves nothing behind where it cannot open its store', async () => {
		const fail = async () => {
			throw new AppError('STORE_UNWRITABLE', 'The disk is full.');
		};
		await assert.rejects(start(story(), { create: fail }), /disk is full/);
		const owner = readOwner(folder);
		assert.ok(owner);
		assert.equal((await dial(systemClock, owner, 'window')).kind, 'none');
		assert.equal((await start(story()))?.epoch, 2);
	});

	it('says which folder it cannot use', async () => {
		await assert.rejects(start(story(), { folder: '/dev/null/data' }), /cannot use its data folder \/dev\/null\/data: /);
	});
});
