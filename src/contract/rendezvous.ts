// How a client and the hub recognise each other on the socket, before the contract's first word.
import type { Log } from '../base/log';

/** Grows when an older window or hub could misunderstand a newer one. */
export const PROTOCOL = 1;

/** Who is calling; decides what the caller may ask. */
export const ROLES = ['window', 'webview', 'terminal'] as const;
export type Role = (typeof ROLES)[number];

export const RPC_PATH = '/rpc';

/** Header names of the handshake. The caller's proof goes in `Authorization: Proof`, the hub's in its answer. */
export const HEADERS = {
	role: 'x-mission-control-role',
	nonce: 'x-mission-control-nonce',
	proof: 'x-mission-control-proof',
	version: 'x-mission-control-version',
	protocol: 'x-mission-control-protocol',
	epoch: 'x-mission-control-epoch',
	pid: 'x-mission-control-pid',
} as const;

/** What the hub's bundle offers to a host that runs it inside its own process. */
export interface HubModule {
	/** Undefined where another hub owns the folder already. Rejects with AppError when it cannot start. */
	runInProcess(options: { dataDir: string; log: Log; patience?: number }): Promise<InProcessHub | undefined>;
}

export interface InProcessHub {
	/** Resolves when it has ended, for whatever reason. */
	readonly closed: Promise<void>;
	/** Saves and ends. */
	stop(): Promise<void>;
}
