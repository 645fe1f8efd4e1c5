// Who is not one of ours: programs that took the hub's address, users of the same machine, callers that break off anywhere.
import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { dial } from '../../src/contract/dial';
import { newestEpoch, type Owner, readOwner } from '../../src/contract/owner';
import { newNonce, proofOf } from '../../src/contract/proof';
import { HEADERS, PROTOCOL } from '../../src/contract/rendezvous';
import { claimEpoch, freshSocket, newToken } from '../../src/hub/election';
import { alive, LINGER, type Playground, playground, until } from './playground';

describe('strangers at the hub’s socket', () => {
	let play: Playground;
	let windows: ChildProcess[];
	let servers: net.Server[];
	beforeEach(() => {
		play = playground();
		windows = [];
		servers = [];
	});
	afterEach(async () => {
		for (const child of windows) child.kill('SIGKILL');
		for (const server of servers) server.close();
		await play.end();
	});

	/** A record as a hub that died left it, with its address taken by a program that is none of ours. */
	async function foreign(behave: (line: net.Socket) => void): Promise<void> {
		const socket = freshSocket(play.data);
		const server = net.createServer(line => {
			line.on('error', () => {});
			behave(line);
		});
		await new Promise<void>(resolve => server.listen(socket, resolve));
		servers.push(server);
		const about = { pid: process.pid, socket, token: newToken(), version: PRODUCT_VERSION, protocol: PROTOCOL, mode: 'process' as const };
		assert.ok(claimEpoch(play.data, newestEpoch(play.data), { ...about, startedAt: '2026-11-21T07:00:00.000Z' }));
	}
	/** A window in a process of its own, with what it says. */
	function window(): { said: string[]; child: ChildProcess } {
		const child = fork(path.join(__dirname, 'strangers.child.js'), [play.data, play.hubScript, String(LINGER)], {
			env: { PATH: process.env.PATH, HOME: play.home, TZ: 'UTC' },
		});
		const said: string[] = [];
		child.on('message', word => said.push(String(word)));
		child.on('exit', code => said.push(`exit ${code}`));
		windows.push(child);
		return { said, child };
	}
	const connected = (said: readonly string[], epoch: number) => until(`epoch ${epoch}`, () => said.at(-1) === `connected ${epoch}`, 15_000);
	const accept = (key: string) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
	/** Answers the handshake as a hub would, then does what it likes. */
	const impostor = (then: (line: net.Socket) => void) => (line: net.Socket) =>
		line.once('data', data => {
			const key = /sec-websocket-key: (\S+)/i.exec(data.toString('latin1'))?.[1] ?? '';
			const about = [
				`${HEADERS.version}: ${PRODUCT_VERSION}`,
				`${HEADERS.protocol}: ${PROTOCOL}`,
				`${HEADERS.epoch}: 1`,
				`${HEADERS.pid}: 7`,
			];
			const head = [
				'HTTP/1.1 101 Switching Protocols',
				'connection: Upgrade',
				'upgrade: websocket',
				`sec-websocket-accept: ${accept(key)}`,
			];
			line.write(`${[...head, ...about].join('\r\n')}\r\n\r\n`);
			then(line);
		});

	const MANNERS: Record<string, (line: net.Socket) => void> = {
		'says nothing': () => {},
		'answers garbage': line => void line.write(randomBytes(4000)),
		'hangs up at once': line => line.destroy(),
		'answers half a handshake': line => void line.end('HTTP/1.1 101 Switching Protocols\r\nupgra'),
		'refuses with a long answer that breaks off': line => {
			line.write('HTTP/1.1 401 Unauthorized\r\ncontent-length: 100000\r\n\r\n<html>');
			setTimeout(() => line.destroy(), 20);
		},
		'shakes hands, then sends no frames': impostor(line => void line.write(randomBytes(2000))),
		'shakes hands, then breaks off': impostor(line => line.destroy()),
	};
	for (const [what, manner] of Object.entries(MANNERS)) {
		it(`MW10 a program at its address that ${what}: not ours, a hub is started, the window lives`, async () => {
			await foreign(manner);
			const { said, child } = window();
			await connected(said, 2);
			assert.equal(child.exitCode, null);
			assert.deepEqual(
				said.filter(word => word.startsWith('exit')),
				[],
			);
		});
	}

	it('MW10 gives a silent program 1.5 s, not more', async () => {
		await foreign(() => {});
		const owner = readOwner(play.data);
		assert.ok(owner);
		const began = systemClock.now();
		assert.deepEqual(await dial(systemClock, owner, 'window'), { kind: 'silent', why: 'it did not answer within 1.5 s' });
		const took = systemClock.now() - began;
		assert.ok(took >= 1490 && took < 2500, `${took} ms`);
	});

	it('MW10 a window lives on when its hub dies in the middle of an answer', async () => {
		play.log('a', 500);
		const { said, child } = window();
		await connected(said, 1);
		for (let epoch = 1; epoch < 3; epoch++) {
			process.kill(play.owner() ?? 0, 'SIGKILL');
			await connected(said, epoch + 1);
		}
		assert.equal(child.exitCode, null);
	});

	it('MW10 callers that break off anywhere, or send anything, do not end the hub', async () => {
		const calm = play.window();
		await calm.api();
		const owner = readOwner(play.data) as Owner;
		const [key, nonce] = [randomBytes(16).toString('base64'), newNonce()];
		const shake = `GET /rpc HTTP/1.1\r\nhost: hub\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nauthorization: Proof ${proofOf(owner.token, 'caller', nonce)}\r\n${HEADERS.nonce}: ${nonce}\r\n${HEADERS.role}: window\r\n\r\n`;
		const call = (id: number) =>
			maskedText(JSON.stringify({ i: String(id), p: { u: '/usage/overview', b: { json: { period: 'daily', count: 30 } } } }));
		const storm = Array.from({ length: 150 }, (_, i) => {
			const line = net.createConnection(owner.socket);
			line.on('error', () => {});
			const whole = Buffer.concat([Buffer.from(shake), call(1), call(2), i % 3 === 0 ? randomBytes(300) : call(3)]);
			line.write(whole.subarray(0, 1 + Math.floor((whole.length * i) / 150)));
			return systemClock.sleep(i % 7).then(() => void line.destroy());
		});
		await Promise.all(storm);
		assert.equal(alive(owner.pid), true);
		assert.equal((await (await calm.api()).hub.info()).pid, owner.pid);
		assert.equal(calm.state.kind, 'connected');
		const log = fs.readFileSync(path.join(play.data, 'hub.log'), 'utf8');
		assert.doesNotMatch(log, / error \[|nobody expected/);
	});

	it('MW10 another user of the machine reaches neither the socket nor the token', async function () {
		if (process.platform === 'win32' || process.getuid?.() !== 0) return this.skip();
		await play.window().api();
		const owner = readOwner(play.data) as Owner;
		// Another user can do no more than this: ask the system for the address and for the file.
		fs.chmodSync(play.root, 0o755);
		const script = `require('net').createConnection(process.argv[1]).on('error', e => { console.log(e.code); try { require('fs').readFileSync(process.argv[2]) } catch (e) { console.log(e.code) } })`;
		const other = spawnSync(process.execPath, ['-e', script, owner.socket, path.join(play.data, 'hub', owner.key)], {
			uid: 65_534,
			gid: 65_534,
			cwd: '/',
			env: {},
			encoding: 'utf8',
		});
		assert.equal(other.stdout, 'EACCES\nEACCES\n', other.stderr);
	});
});

/** A text frame as a client sends it. */
function maskedText(text: string): Buffer {
	const body = Buffer.from(text);
	const mask = randomBytes(4);
	const size = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
	return Buffer.concat([size, mask, body.map((byte, i) => byte ^ (mask[i & 3] ?? 0))]);
}
