// Processes that outlive the hub that started them: known by their number and the time they began, so that another process that got
// the same number is never taken for one of them.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import type { Clock } from '../../base/clock';
import { AppError } from '../../base/errors';
import { endGroup, exists, groupLives, readStat } from './actions/group';
import type { ProcessMark } from './ports';

/** ms; asking another program when a process began. */
const PATIENCE = 5000;

/**
 * When a process began, as a text that is the same whenever it is asked; undefined where there is none or nobody can tell.
 * On Linux boot and ticks since then (a wall clock that is set changes neither), elsewhere a time.
 */
export function startTimeOf(pid: number, platform: NodeJS.Platform = process.platform): string | undefined {
	if (!Number.isInteger(pid) || pid <= 0) return undefined;
	if (platform === 'linux') {
		const stat = readStat(pid);
		const boot = stat && !stat.dead ? bootId() : undefined;
		return stat && boot !== undefined ? `${boot} ${stat.startTicks}` : undefined;
	}
	if (platform === 'win32') {
		const script = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`;
		return answerOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
	}
	return answerOf('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

/**
 * Whether the work of a process goes on: it, or something of its group. A process that began at another time is another one.
 * Where the times cannot be compared, a process of that number counts: better a late start than two at once.
 */
export function isAlive({ pid, startedAt }: ProcessMark, platform: NodeJS.Platform = process.platform): boolean {
	if (!Number.isInteger(pid) || pid <= 1) return false;
	// A number is not given out again while a group bears it: with another leader, the group of ours is gone.
	if (exists(pid) && !(platform === 'linux' && readStat(pid)?.dead)) {
		const now = startedAt === '' ? undefined : startTimeOf(pid, platform);
		return now === undefined ? exists(pid) : now === startedAt;
	}
	if (platform === 'linux' && startedAt !== '' && bootId() !== startedAt.split(' ')[0]) return false;
	return platform !== 'win32' && groupLives(platform, pid);
}

/** Ends such a process with its group; resolves when they are gone. CONFLICT where it may be somebody else's. */
export async function endProcess(clock: Clock, mark: ProcessMark, platform: NodeJS.Platform = process.platform): Promise<void> {
	if (!isAlive(mark, platform)) return;
	if (mark.startedAt === '' && exists(mark.pid)) {
		throw new AppError('CONFLICT', `Whether process ${mark.pid} is this run’s cannot be told; look at it and end it yourself.`);
	}
	await endGroup(clock, platform, mark.pid);
}

/** Differs from boot to boot. */
function bootId(): string | undefined {
	try {
		return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
	} catch {
		return /^btime (\d+)$/m.exec(readText('/proc/stat'))?.[1];
	}
}

function readText(path: string): string {
	try {
		return fs.readFileSync(path, 'latin1');
	} catch {
		return '';
	}
}

function answerOf(program: string, args: readonly string[]): string | undefined {
	const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
	const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: PATIENCE, windowsHide: true, env });
	const text = status === 0 ? stdout.trim().replace(/\s+/g, ' ') : '';
	return text === '' ? undefined : text;
}
