// The door for windows, webviews and terminals: WebSocket on a Unix socket or named pipe, behind a token.
import * as http from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../base/clock';
import { type Disposable, disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { isProof, proofOf } from '../../contract/proof';
import { HEADERS, ROLES, type Role, RPC_PATH } from '../../contract/rendezvous';

/** Bytes; the largest order is a settings change. */
const MAX_FRAME = 4 * 1024 * 1024;
const MAX_CLIENTS = 256;
/** How long a client may take to close its side before it is cut off. ms */
const CLOSE_GRACE = 300;

export interface SocketDoorOptions {
	/** Path of the socket or pipe, not in use yet. */
	address: string;
	/** Callers prove with it that they may read the owner's folder. */
	token: string;
	/** Told to every caller with the answer to its handshake. */
	hello: () => Readonly<Record<string, string>>;
	clock: Clock;
	log: Log;
}

export interface SocketDoor {
	/** Connections that passed the handshake and are still open. */
	readonly clients: number;
	onClients(listener: (count: number) => void): Disposable;
	/** Hands over every connection; those that came before this call have waited, with what they sent. */
	serve(attach: (socket: WebSocket, role: Role) => void): void;
	/** Sends every client away and turns new ones down as "stopping"; the address stays taken until `close`. */
	shut(): void;
	close(): Promise<void>;
}

/** Listens. Rejects with what the system says when the address cannot be listened on. */
export async function openSocketDoor({ address, token, hello, clock, log }: SocketDoorOptions): Promise<SocketDoor> {
	const introduction = ({ headers }: http.IncomingMessage) => {
		const nonce = headers[HEADERS.nonce];
		return { ...hello(), ...(typeof nonce === 'string' && { [HEADERS.proof]: proofOf(token, 'hub', nonce) }) };
	};
	const server = http.createServer({ headersTimeout: 5000, requestTimeout: 10_000, connectionsCheckingInterval: 2000 });
	const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME });
	const listeners = new Set<(count: number) => void>();
	const waiting: { socket: WebSocket; role: Role }[] = [];
	let attach: ((socket: WebSocket, role: Role) => void) | undefined;
	let stopping = false;

	const changed = () => {
		for (const listener of listeners) listener(sockets.clients.size);
	};
	server.maxConnections = MAX_CLIENTS;
	server.on('error', error => log.error('The hub socket failed', error));
	server.on('clientError', (_error, socket) => socket.destroy());
	server.on('request', (_request, response) => response.writeHead(404, { connection: 'close' }).end());
	sockets.on('headers', (headers, request) => {
		for (const [name, value] of Object.entries(introduction(request))) headers.push(`${name}: ${value}`);
	});
	server.on('upgrade', (request: http.IncomingMessage, stream: Duplex, head: Buffer) => {
		stream.on('error', error => log.debug(`A client went away: ${error.message}`));
		const role = ROLES.find(name => name === request.headers[HEADERS.role]);
		if (!mayEnter(request, token)) return refuse(stream, '401 Unauthorized', {});
		if (request.url !== RPC_PATH || !role) return refuse(stream, '400 Bad Request', introduction(request));
		if (stopping) return refuse(stream, '503 Service Unavailable', introduction(request));
		sockets.handleUpgrade(request, stream, head, socket => {
			socket.on('error', error => log.debug(`A client broke off: ${error.message}`));
			socket.on('close', changed);
			if (attach) attach(socket, role);
			else {
				socket.pause();
				waiting.push({ socket, role });
			}
			changed();
		});
	});

	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(address, () => {
			server.off('error', reject);
			resolve();
		});
	});

	const shut = () => {
		stopping = true;
		for (const socket of sockets.clients) socket.close(1001, 'the hub stops');
		clock.after(CLOSE_GRACE, () => {
			for (const socket of sockets.clients) socket.terminate();
		});
	};
	return {
		get clients() {
			return sockets.clients.size;
		},
		onClients(listener) {
			listeners.add(listener);
			return disposable(() => listeners.delete(listener));
		},
		serve(next) {
			attach = next;
			for (const { socket, role } of waiting.splice(0)) {
				next(socket, role);
				socket.resume();
			}
		},
		shut,
		async close() {
			shut();
			listeners.clear();
			for (const socket of sockets.clients) socket.terminate();
			await new Promise<void>(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

function mayEnter({ headers }: http.IncomingMessage, token: string): boolean {
	const [scheme, proof] = (headers.authorization ?? '').split(' ', 2);
	return scheme === 'Proof' && isProof(proof, token, 'caller', headers[HEADERS.nonce]);
}

function refuse(stream: Duplex, status: string, headers: Readonly<Record<string, string>>): void {
	const lines = Object.entries({ connection: 'close', 'content-length': '0', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
	stream.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`);
}
