// A window's connection against real hubs in this process: calls, events, tunnels, and what happens when the hub dies.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { WebSocket } from 'ws';
import { systemClock } from '../../../src/base/clock';
import { AppError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import { connectHub } from '../../../src/client/connection';
import type { ConnectOptions } from '../../../src/client/options';
import type { HubApi, HubConnection, HubState, Tunnel } from '../../../src/client/port';
import type { HubEvent } from '../../../src/contract';
import { newestEpoch } from '../../../src/contract/owner';
import { HEADERS, PROTOCOL } from '../../../src/contract/rendezvous';
import { rpcOver } from '../../../src/hub/doors/rpc';
import { openSocketDoor, type SocketDoor } from '../../../src/hub/doors/socket';
import { claimEpoch, freshSocket, newToken } from '../../../src/hub/election';
import { type Hub, type Office, takeOffice } from '../../../src/hub/lifetime';
import { createRouter } from '../../../src/hub/router';
import { meter, type SampleHub, sampleHub } from '../hub/sampleSubjects';

/** A program that only says it cannot: the tests start their hubs themselves. */
const NO_PROCESS = path.join(os.tmpdir(), 'mc-there-is-no-such-program');

describe('hub connection', () => {
	let folder: string;
	let connections: HubConnection[];
	let offices: Office<Hub>[];
	let doors: SocketDoor[];

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-client-'));
		connections = [];
		offices = [];
		doors = [];
	});
	afterEach(async () => {
		for (const connection of connections) connection.dispose();
		await Promise.all([...offices.map(office => office.stop('the test is over')), ...doors.map(door => door.close())]);
		fs.rmSync(folder, { recursive: true, force: true });
	});

	async function hub(version = '1.0.0'): Promise<SampleHub & { office: Office<Hub> }> {
		let sample: SampleHub | undefined;
		const taken = await takeOffice({
			folder,
			version,
			mode: 'process',
			linger: undefined,
			clock: systemClock,
			log: silentLog,
			create: async term => {
				const made = sampleHub({ version, epoch: term.epoch }, () => term.stop('asked'));
				sample = made;
				const attach = rpcOver(createRouter(made.subjects, silentLog));
				return { attach, start() {}, keepRunning: false, busy: false, close: async () => made.events.end() };
			},
		});
		assert.ok('office' in taken && sample);
		offices.push(taken.office);
		return { ...sample, office: taken.office };
	}

	function connect(more: Partial<ConnectOptions> = {}): HubConnection {
		const connection = connectHub({
			dataDir: folder,
			hubScript: NO_PROCESS,
			execPath: NO_PROCESS,
			mode: 'process',
			version: '1.0.0',
			clock: systemClock,
			log: silentLog,
			...more,
		});
		connections.push(connection);
		return connection;
	}

	const until = async (what: string, condition: () => boolean, patience = 5000) => {
		for (const end = systemClock.now() + patience; !condition(); await systemClock.sleep(5)) {
			assert.ok(systemClock.now() < end, `waited too long for ${what}`);
		}
	};
	const codeOf = (call: Promise<unknown>) =>
		call.then(
			() => 'answered',
			error => (error instanceof AppError ? error.code : `not an AppError: ${error}`),
		);

	it('calls the hub, keeps its words and the codes of its failures', async () => {
		const { asked } = await hub();
		const connection = connect();
		const api = await connection.api();
		assert.equal(connection.state.kind === 'connected' && connection.state.info.epoch, 1);
		await api.usage.weekly({ start: '2026-01-01' });
		assert.deepEqual(asked, ['usage weekly 2026-01-01..']);
		assert.equal(await codeOf(api.usage.rows({})), 'STORE_BROKEN');
		assert.equal(await codeOf(api.usage.daily({ end: 'x' })), 'BAD_INPUT');
		assert.equal((await api.usage.breakdown({ by: 'model' })).slices[0]?.name.length, 2_000_000);
	});

	it('gives each listener the meter first and then what happens, over two lives of the hub', async () => {
		const first = await hub();
		const connection = connect();
		const seen: string[] = [];
		const word = (event: HubEvent) => (event.type === 'meter' ? `meter ${event.meter.daily.used}` : event.type);
		connection.onEvent(event => seen.push(word(event)));
		await until('the first meter', () => seen.length === 1);
		first.events.send({ type: 'meter', meter: meter(2) });
		await until('the next meter', () => seen.length === 2);
		const late: string[] = [];
		connection.onEvent(event => late.push(word(event)));
		await systemClock.sleep(5);
		assert.deepEqual(late, ['meter 2']);
		await first.office.stop('restart');
		const second = await hub();
		await until('the meter of the second hub', () => seen.length === 3);
		second.events.send({ type: 'sources_changed' });
		await until('an event of the second hub', () => seen.length === 4);
		assert.deepEqual(seen, ['meter 1', 'meter 2', 'meter 1', 'sources_changed']);
	});

	it('fails a call in flight with HUB_GONE, and never sends it again', async () => {
		const first = await hub();
		const connection = connect();
		const states: HubState['kind'][] = [];
		connection.onState(state => states.push(state.kind));
		const api = await connection.api();
		const refresh = codeOf(api.collect.refresh());
		await systemClock.sleep(30);
		await first.office.stop('dies');
		assert.equal(await refresh, 'HUB_GONE');
		assert.equal(await codeOf(api.usage.daily({})), 'HUB_GONE');
		const second = await hub();
		await (await connection.api()).usage.daily({});
		assert.deepEqual(second.asked, ['usage daily ..']);
		assert.deepEqual(states, ['connected', 'gone', 'connected']);
	});

	it('restart ends the hub and waits for the next', async () => {
		const first = await hub();
		const connection = connect();
		await connection.api();
		const restarted = connection.restart();
		assert.equal(await first.office.closed, 'asked');
		await hub();
		await restarted;
		assert.equal(connection.state.kind === 'connected' && connection.state.info.epoch, 2);
	});

	it('notices a hub that hangs', async () => {
		await hub();
		const connection = connect({ heartbeat: 40 });
		await connection.api();
		await systemClock.sleep(200);
		assert.equal(connection.state.kind, 'connected');
		const { ping } = WebSocket.prototype;
		WebSocket.prototype.ping = () => {}; // what a stopped process does: nothing comes back
		try {
			await until('the connection to be given up', () => connection.state.kind === 'gone', 1000);
		} finally {
			WebSocket.prototype.ping = ping;
		}
	});

	it('retires an older hub, goes on with a newer one of the same protocol', async () => {
		const old = await hub('0.9.0');
		const connection = connect({ version: '1.0.0' });
		assert.equal(await old.office.closed, 'asked');
		await hub('1.0.1');
		await connection.api();
		assert.equal(connection.state.kind === 'connected' && connection.state.info.version, '1.0.1');
	});

	/** A hub of another protocol: it shakes hands, and nothing more is understood of it. */
	async function speaking(protocol: number, version: string): Promise<{ asked: () => number }> {
		const [socket, token] = [freshSocket(folder), newToken()];
		const hello = { [HEADERS.version]: version, [HEADERS.protocol]: String(protocol), [HEADERS.epoch]: '1', [HEADERS.pid]: '7' };
		const door = await openSocketDoor({ address: socket, token, hello: () => hello, clock: systemClock, log: silentLog });
		doors.push(door);
		let frames = 0;
		door.serve(client => client.on('message', () => frames++));
		const startedAt = '2026-11-21T07:00:00.000Z';
		claimEpoch(folder, 0, { pid: process.pid, socket, token, version, protocol: PROTOCOL, startedAt, mode: 'process' });
		return { asked: () => frames };
	}

	it('MW14 a window that was not reloaded asks nothing of a hub that speaks a newer language, and starts none beside it', async () => {
		const newer = await speaking(PROTOCOL + 1, '1.1.0');
		const connection = connect();
		await until('its word', () => connection.state.kind === 'gone');
		assert.equal(
			connection.state.kind === 'gone' && connection.state.error,
			'This window runs Mission Control 1.0.0, but 1.1.0 is already running and speaks another language. Reload the window to update it.',
		);
		assert.equal(newer.asked(), 0);
		assert.equal(newestEpoch(folder), 1);
	});

	it('MW14 asks a hub that speaks an older language to end at once, and only that', async () => {
		const older = await speaking(PROTOCOL - 0.5, '0.9.0');
		const connection = connect();
		await until('the order', () => older.asked() > 0, 8000);
		assert.notEqual(connection.state.kind, 'connected');
	});

	it('MW14 a newer window waits with the older hub of its own language until that is idle', async () => {
		const old = await hub('0.9.0');
		connect({ version: '1.0.0' });
		await old.office.closed;
		assert.deepEqual(old.asked, ['stop when idle']);
	});

	it('says why there is no hub, and that it tried to run it inside', async () => {
		const connection = connect();
		const errors: string[] = [];
		connection.onState(state => state.kind === 'gone' && errors.push(state.error));
		await until('three attempts', () => errors.length >= 3, 8000);
		assert.match(errors[0] ?? '', /could not be started: .*ENOENT/);
		assert.match(errors[1] ?? '', /could not be started: .*ENOENT/);
		assert.match(errors[2] ?? '', /Cannot find module/);
	});

	it('ends what waits for it when it is disposed', async () => {
		const connection = connect();
		const waiting = codeOf(connection.api());
		connection.dispose();
		assert.equal(await waiting, 'HUB_GONE');
		assert.equal(await codeOf(connection.api()), 'HUB_GONE');
	});

	describe('tunnel', () => {
		/** What a webview does: oRPC over a message port whose frames its window only passes on. */
		function webview(tunnel: Tunnel): { api: HubApi; kinds: Set<string> } {
			const listeners = new Set<(event: { data: unknown }) => void>();
			const kinds = new Set<string>();
			tunnel.onFrame(frame => {
				kinds.add(typeof frame === 'string' ? 'text' : frame.constructor.name);
				for (const listener of listeners) listener({ data: frame });
			});
			const port = {
				addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
					void (type === 'message' && listeners.add(listener)),
				postMessage: (frame: string | Uint8Array) => {
					kinds.add(typeof frame === 'string' ? 'sent text' : `sent ${frame.constructor.name}`);
					tunnel.send(frame);
				},
			};
			return {
				api: createORPCClient<HubApi>(new RPCLink({ port: port as unknown as ConstructorParameters<typeof RPCLink>[0]['port'] })),
				kinds,
			};
		}

		it('carries calls, the event stream and its end, as a webview of lower rank', async () => {
			const { asked, events } = await hub();
			const connection = connect();
			const tunnel = await connection.openTunnel();
			const { api } = webview(tunnel);
			await api.usage.daily({ start: '2026-11-01' });
			assert.deepEqual(asked, ['usage daily 2026-11-01..']);
			await assert.rejects(api.hub.stop(), /may not give/);
			const stop = new AbortController();
			const seen: string[] = [];
			const watching = (async () => {
				for await (const event of await api.events.watch(undefined, { signal: stop.signal })) seen.push(event.type);
			})().catch(() => 'ended');
			await until('the first event', () => seen.length === 1);
			const before = events.watchers;
			events.send({ type: 'sources_changed' });
			await until('the second event', () => seen.length === 2);
			stop.abort();
			await watching;
			await until('the hub to forget the view', () => events.watchers === before - 1);
			assert.deepEqual(seen, ['meter', 'sources_changed']);
		});

		it('carries binary frames both ways', async () => {
			await hub();
			const tunnel = await connect().openTunnel();
			const { api, kinds } = webview(tunnel);
			// A Blob makes the link send a binary frame; the hub refuses such input by its schema, which is answer enough.
			await assert.rejects(api.usage.daily({ start: new Blob(['2026']) as unknown as string }), /start/);
			assert.ok(
				[...kinds].some(kind => kind.startsWith('sent ') && kind !== 'sent text'),
				[...kinds].join(),
			);
			const echo = await hubEcho();
			const got = new Promise<string | Uint8Array>(resolve => echo.onFrame(resolve));
			echo.send(Uint8Array.of(1, 255, 0));
			const frame = await got;
			assert.equal(Object.getPrototypeOf(frame), Uint8Array.prototype);
			assert.deepEqual([...(frame as Uint8Array)], [1, 255, 0]);
		});

		/** A tunnel to a hub that sends every frame back. */
		async function hubEcho(): Promise<Tunnel> {
			await Promise.all(offices.map(office => office.stop('next')));
			const taken = await takeOffice({
				folder,
				version: '1.0.0',
				mode: 'process',
				linger: undefined,
				clock: systemClock,
				log: silentLog,
				create: async () => ({
					attach: (socket, role) => {
						if (role === 'webview') socket.on('message', (data, binary) => socket.send(data, { binary }));
						else rpcOver(createRouter(sampleHub().subjects, silentLog))(socket, role);
					},
					start() {},
					keepRunning: false,
					busy: false,
					close: async () => {},
				}),
			});
			if ('office' in taken) offices.push(taken.office);
			return await connect().openTunnel();
		}

		it('says when its hub is gone', async () => {
			const { office } = await hub();
			const tunnel = await connect().openTunnel();
			const closed = new Promise<void>(resolve => tunnel.onClose(resolve));
			await office.stop('dies');
			await closed;
			tunnel.send('into the void');
			await new Promise<void>(resolve => tunnel.onClose(resolve));
		});
	});
});
