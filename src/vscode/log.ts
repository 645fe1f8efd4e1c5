// The two logs a user can read: this window's own, and the hub's log file, followed while its channel is wanted.
import { open, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection } from '../client/port';

/** How often the hub's log file is looked at while its channel is followed, ms. */
const LOOK_EVERY = 1000;
/** How much of an existing log is shown at first, and at most at once, bytes. */
const TAIL = 64 * 1024;

/** The window's log as an output channel. */
export function windowLog(): { log: Log; channel: vscode.LogOutputChannel } {
	const channel = vscode.window.createOutputChannel('Mission Control', { log: true });
	return {
		channel,
		log: {
			debug: text => channel.debug(text),
			info: text => channel.info(text),
			warn: text => channel.warn(text),
			error: (text, cause) => channel.error(cause === undefined ? text : `${text}: ${messageOf(cause)}`),
		},
	};
}

/** Shows the hub's log where its file is known, the window's otherwise; `show` may be called any number of times. */
export function logs(clock: Clock, hub: HubConnection, own: vscode.LogOutputChannel): { show(): Promise<void> } & Disposable {
	let file: string | undefined;
	let followed: (Disposable & { channel: vscode.OutputChannel; file: string }) | undefined;
	const learn = () => {
		if (hub.state.kind === 'connected') file = hub.state.info.log;
	};
	const onState = hub.onState(learn);
	learn();
	return {
		async show() {
			learn();
			if (file === undefined || !(await exists(file))) return own.show(true);
			if (followed?.file !== file) {
				followed?.dispose();
				followed = follow(clock, file);
			}
			followed.channel.show(true);
		},
		dispose() {
			onState.dispose();
			followed?.dispose();
		},
	};
}

/** An output channel that shows the end of the file and then what is appended. A file that shrank is read from its start. */
function follow(clock: Clock, file: string): Disposable & { channel: vscode.OutputChannel; file: string } {
	const channel = vscode.window.createOutputChannel('Mission Control Hub', 'log');
	let offset = -1;
	let timer: Disposable | undefined;
	let ended = false;
	const look = async () => {
		try {
			const { size } = await stat(file);
			if (offset < 0) offset = Math.max(0, size - TAIL);
			if (size < offset) offset = 0;
			if (size > offset) {
				const text = await readPart(file, offset, Math.min(size - offset, TAIL));
				if (ended) return;
				offset += Buffer.byteLength(text);
				channel.append(text);
			}
		} catch {
			// The hub is between two log files; the next look finds the new one.
		}
		if (!ended) timer = clock.after(LOOK_EVERY, () => void look());
	};
	void look();
	return {
		channel,
		file,
		dispose() {
			ended = true;
			timer?.dispose();
			channel.dispose();
		},
	};
}

/** Whole lines only, so that no character is cut; a part without any line end is given as it is. */
async function readPart(file: string, offset: number, length: number): Promise<string> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
		const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
		return buffer.subarray(0, end === 0 ? bytesRead : end).toString('utf8');
	} finally {
		await handle.close();
	}
}

async function exists(file: string): Promise<boolean> {
	try {
		return (await stat(file)).isFile();
	} catch {
		return false;
	}
}
