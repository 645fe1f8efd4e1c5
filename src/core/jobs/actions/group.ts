// A process with everything it started: told to end, then ended, and known to be gone.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import type { Clock } from '../../../base/clock';
import { nodeCode } from '../../../base/errors';

/** ms between two looks whether a group is gone; they grow longer. */
const LOOK = 20;
const LONGEST_LOOK = 200;
/** ms between TERM and KILL. */
export const KILL_AFTER = 5000;

/**
 * Ends the group that `leader` leads: TERM, after `killAfter` ms KILL. Resolves when it is gone, however long that takes:
 * a run must not begin again beside what is left of the one before.
 */
export async function endGroup(clock: Clock, platform: NodeJS.Platform, leader: number, killAfter = KILL_AFTER): Promise<void> {
	if (platform === 'win32') return endTree(clock, leader, killAfter);
	signalGroup(leader, 'SIGTERM');
	const patience = { over: false };
	const timer = clock.after(killAfter, () => {
		patience.over = true;
	});
	try {
		for (let pause = LOOK; groupLives(platform, leader); pause = Math.min(pause * 1.5, LONGEST_LOOK)) {
			await clock.sleep(pause);
			// Again and again: a member may have been started between the signal and its parent's end.
			if (patience.over) signalGroup(leader, 'SIGKILL');
		}
	} finally {
		timer.dispose();
	}
}

/** Whether any process of the group does something still. Those that are dead but not yet taken away do not count. */
export function groupLives(platform: NodeJS.Platform, leader: number): boolean {
	if (!exists(platform === 'win32' ? leader : -leader)) return false;
	return platform === 'linux' ? (membersOf(leader)?.some(({ dead }) => !dead) ?? true) : true;
}

/** Whether signals reach it; another user's process exists too. */
export function exists(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return nodeCode(error) === 'EPERM';
	}
}

/** What /proc says of a process; undefined where there is none (or no /proc). */
export function readStat(pid: number): { dead: boolean; group: number; startTicks: string } | undefined {
	try {
		const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The name stands in parentheses and may hold anything, also parentheses.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return { dead: /^[ZXx]$/.test(fields[0] ?? ''), group: Number(fields[2]), startTicks: fields[19] ?? '' };
	} catch {
		return undefined;
	}
}

function membersOf(leader: number): { dead: boolean }[] | undefined {
	try {
		return fs.readdirSync('/proc').flatMap(name => {
			const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
			return stat?.group === leader ? [stat] : [];
		});
	} catch {
		return undefined;
	}
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-leader, signal);
	} catch {
		// gone, or not ours to end: whoever waits looks
	}
}

/** Windows has no TERM for what has no window: asked once without force, then with it, while the tree still stands. */
async function endTree(clock: Clock, leader: number, killAfter: number): Promise<void> {
	await taskkill(leader, false);
	const patience = { over: false };
	const timer = clock.after(killAfter, () => {
		patience.over = true;
	});
	try {
		for (let pause = LOOK; exists(leader); pause = Math.min(pause * 1.5, LONGEST_LOOK)) {
			if (patience.over) await taskkill(leader, true);
			await clock.sleep(pause);
		}
	} finally {
		timer.dispose();
	}
}

function taskkill(leader: number, force: boolean): Promise<void> {
	return new Promise(resolve => {
		execFile('taskkill', ['/pid', String(leader), '/t', ...(force ? ['/f'] : [])], { windowsHide: true }, () => resolve());
	});
}
