// The socket door: who gets in, what those hear who do not, and that nothing a stranger sends ends the hub.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { WebSocket } from 'ws';
import { systemClock } from '../../../../src/base/clock';
import { silentLog } from '../../../../src/base/log';
import { dial } from '../../../../src/contract/dial';
import { newNonce, proofOf } from '../../../../src/contract/proof';
import { HEADERS } from '../../../../src/contract/rendezvous';
import { openSocketDoor, type SocketDoor } from '../../../../src/hub/doors/socket';

const TOKEN = 'a'.repeat(64);

describe('socket door', () => {
	let folder: string;
	let socket: string;
	let door: SocketDoor;
	const nonce = newNonce();
	const call = (token = TOKEN) => dial(systemClock, { socket, token }, 'window');

	beforeEach(async () => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-door-'));
		socket = path.join(folder, 's');
		const hello = () => ({ [HEADERS.version]: '1.2.3', [HEADERS.protocol]: '1', [HEADERS.epoch]: '7', [HEADERS.pid]: '42' });
		door = await openSocketDoor({ address: socket, token: TOKEN, hello, clock: systemClock, log: silentLog });
	});
	afterEach(async () => {
		await door.close();
		fs.rmSync(folder, { recursive: true, force: true });
	});

	/** The answer to raw bytes, until the door hangs up or lets them in. */
	const raw = (bytes: string) =>
		new Promise<string>(resolve => {
			let answer = '';
			const line = net.createConnection(socket, () => line.write(bytes));
			line.on('data', data => {
				answer += data.toString('latin1');
				if (answer.startsWith('HTTP/1.1 101')) line.destroy();
			});
			line.on('error', () => {});
			line.on('close', () => resolve(answer));
		});
	const upgrade = (headers: Record<string, string>, url = '/rpc') =>
		raw(
			`GET ${url} HTTP/1.1\r\n${Object.entries({
				host: 'hub',
				connection: 'Upgrade',
				upgrade: 'websocket',
				'sec-websocket-version': '13',
				'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
				...headers,
			})
				.map(([name, value]) => `${name}: ${value}\r\n`)
				.join('')}\r\n`,
		).then(answer => answer.split('\r\n')[0]);

	it('tells who it is with the handshake', async () => {
		const answer = await call();
		assert.equal(answer.kind, 'open');
		assert.deepEqual(answer.kind === 'open' && answer.hello, { version: '1.2.3', protocol: 1, epoch: 7, pid: 42 });
		assert.equal(door.clients, 1);
	});

	it('[SE16] turns a wrong token away before the upgrade, whatever its length', async () => {
		for (const token of ['', 'a', 'b'.repeat(64), 'a'.repeat(63), 'a'.repeat(4000)]) {
			assert.deepEqual(await call(token), { kind: 'none', why: 'it answered 401' });
		}
		assert.equal(await upgrade({ [HEADERS.role]: 'window' }), 'HTTP/1.1 401 Unauthorized');
		for (const authorization of [`Basic ${TOKEN}`, `Bearer ${TOKEN}`, `Proof ${TOKEN}`, 'Proof', `Proof ${proofOf(TOKEN, 'hub', nonce)}`]) {
			assert.equal(await upgrade({ [HEADERS.role]: 'window', [HEADERS.nonce]: nonce, authorization }), 'HTTP/1.1 401 Unauthorized');
		}
		const authorization = `Proof ${proofOf(TOKEN, 'caller', nonce)}`;
		for (const other of [newNonce(), '', `${nonce}00`]) {
			assert.equal(await upgrade({ [HEADERS.role]: 'window', [HEADERS.nonce]: other, authorization }), 'HTTP/1.1 401 Unauthorized');
		}
		assert.equal(door.clients, 0);
	});

	it('[SE17] takes the role from a closed list, and only one address', async () => {
		const entitled = { authorization: `Proof ${proofOf(TOKEN, 'caller', nonce)}`, [HEADERS.nonce]: nonce };
		assert.equal(await upgrade({ ...entitled, [HEADERS.role]: 'admin' }), 'HTTP/1.1 400 Bad Request');
		assert.equal(await upgrade(entitled), 'HTTP/1.1 400 Bad Request');
		assert.equal(await upgrade({ ...entitled, [HEADERS.role]: 'window' }, '/../rpc'), 'HTTP/1.1 400 Bad Request');
		assert.equal(await upgrade({ ...entitled, [HEADERS.role]: 'window' }), 'HTTP/1.1 101 Switching Protocols');
	});

	it('[MW10] survives garbage, half requests and callers that break off', async () => {
		await raw('\x00\xff\x16\x03\x01 nonsense\r\n\r\n');
		assert.match(await raw('GET / HTTP/1.1\r\nhost: hub\r\n\r\n'), /^HTTP\/1.1 404/);
		for (let i = 0; i < 20; i++) {
			const line = net.createConnection(socket);
			line.on('error', () => {});
			line.write('GET /rpc HTTP/1.1\r\nbroken');
			line.destroy();
		}
		const answer = await call();
		assert.equal(answer.kind, 'open');
		const wire = (socket: WebSocket) => (socket as unknown as { _socket: net.Socket })._socket;
		if (answer.kind === 'open') wire(answer.socket).destroy();
		const entitled = await call();
		assert.equal(entitled.kind, 'open');
		if (entitled.kind !== 'open') return;
		door.serve(() => {});
		const code = new Promise<number>(resolve => entitled.socket.once('close', resolve));
		wire(entitled.socket).write(Buffer.from([0xff, 0x00, 0xff, 0xff])); // no frame of a WebSocket
		assert.equal(await code, 1002);
		assert.equal((await call()).kind, 'open');
	});

	it('keeps what early callers sent until someone serves them', async () => {
		const answer = await call();
		assert.equal(answer.kind, 'open');
		if (answer.kind !== 'open') return;
		answer.socket.send('early');
		await systemClock.sleep(30);
		const echoed = new Promise<string>(resolve => answer.socket.once('message', data => resolve(String(data))));
		door.serve((client: WebSocket, role) => client.on('message', data => client.send(`${role} said ${data}`)));
		assert.equal(await echoed, 'window said early');
	});

	it('counts its clients', async () => {
		const counts: number[] = [];
		door.serve(() => {});
		door.onClients(count => counts.push(count));
		const answer = await call();
		if (answer.kind === 'open') answer.socket.close();
		await systemClock.sleep(50);
		assert.deepEqual(counts, [1, 0]);
	});

	it('says that it stops, and is gone after', async () => {
		const answer = await call();
		const code = new Promise<number>(resolve => answer.kind === 'open' && answer.socket.once('close', resolve));
		door.shut();
		assert.equal(await code, 1001);
		assert.deepEqual(await call(), { kind: 'stopping' });
		await door.close();
		const gone = await call();
		assert.match(gone.kind === 'none' ? gone.why : gone.kind, /ENOENT|ECONNREFUSED/);
	});
});

describe('dial', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-dial-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	/** What a call to a foreign program on our address comes to. */
	async function foreign(behave: (line: net.Socket) => void, timeout = 200): Promise<string> {
		const socket = path.join(folder, 'foreign');
		const lines = new Set<net.Socket>();
		const server = net.createServer(line => {
			lines.add(line.on('error', () => {}));
			behave(line);
		});
		await new Promise<void>(resolve => server.listen(socket, resolve));
		const began = systemClock.now();
		const answer = await dial(systemClock, { socket, token: TOKEN }, 'window', timeout);
		const took = systemClock.now() - began;
		for (const line of lines) line.destroy();
		await new Promise(resolve => server.close(resolve));
		assert.ok(took < timeout + 300, `answered after ${took} ms`);
		return answer.kind;
	}

	it('[MW10] gives up a program that accepts and is silent, answers garbage, hangs up, or drips', async () => {
		assert.equal(await foreign(() => {}), 'silent');
		assert.equal(await foreign(line => line.write('SSH-2.0-OpenSSH_9.9\r\n')), 'none');
		assert.equal(await foreign(line => line.end()), 'none');
		assert.equal(
			await foreign(line => {
				const drip = setInterval(() => line.write('H'), 20);
				line.on('close', () => clearInterval(drip));
			}),
			'none',
		);
	});

	it('takes no other WebSocket server for a hub', async () => {
		const socket = path.join(folder, 'ws');
		const { WebSocketServer } = await import('ws');
		const server = http.createServer();
		new WebSocketServer({ server });
		await new Promise<void>(resolve => server.listen(socket, resolve));
		assert.equal((await dial(systemClock, { socket, token: TOKEN }, 'window')).kind, 'none');
		server.closeAllConnections();
		server.close();
	});

	it('says at once that nobody is there', async () => {
		assert.equal((await dial(systemClock, { socket: path.join(folder, 'nobody'), token: TOKEN }, 'window')).kind, 'none');
	});
});
