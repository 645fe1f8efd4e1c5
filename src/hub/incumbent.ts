// Who holds a folder at the moment: a hub that serves, one that hangs, one that ends, or nobody.
import { type Clock, parseInstant } from '../base/clock';
import { ANSWER_TIME, dial } from '../contract/dial';
import { type Owner, type OwnerRecord, readOwner } from '../contract/owner';
import { startTimeOf } from '../core/jobs/orphan';

/** `took`: how long was waited for an answer, ms. */
export type Incumbent =
	| { kind: 'serves'; owner: Owner }
	/** Its process lives and does not answer. */
	| { kind: 'hangs'; owner: Owner; took: number }
	/** It answers that it is about to end. */
	| { kind: 'ends'; owner: Owner; took: number }
	| { kind: 'none' };

/** A hub this young may still be reading its file and answers late. ms */
const YOUNG = 10_000;
const PATIENCE_WITH_YOUNG = 3000;
/** Between two looks at one that ends. ms */
const LOOK_AGAIN = 100;

/** Calls the owner of the record once. */
export async function incumbentOf(folder: string, clock: Clock): Promise<Incumbent> {
	const owner = readOwner(folder);
	if (!owner) return { kind: 'none' };
	const age = clock.now() - (parseInstant(owner.startedAt) ?? 0);
	const took = age >= 0 && age < YOUNG ? PATIENCE_WITH_YOUNG : ANSWER_TIME;
	const answer = await dial(clock, owner, 'terminal', took);
	if (answer.kind === 'open') {
		answer.socket.terminate();
		return { kind: 'serves', owner };
	}
	if (answer.kind === 'stopping') {
		await clock.sleep(LOOK_AGAIN);
		return { kind: 'ends', owner, took: LOOK_AGAIN };
	}
	return answer.kind === 'silent' && lives(owner) ? { kind: 'hangs', owner, took } : { kind: 'none' };
}

/** What tells this process from another one with its number; nothing where it takes a program to learn it. */
export function ownMark(): Pick<OwnerRecord, 'began'> {
	const began = process.platform === 'linux' ? startTimeOf(process.pid) : undefined;
	return began === undefined ? {} : { began };
}

/** Whether the silent process is the hub of the record. A foreign program at its address is none to wait for. */
function lives({ pid, began }: OwnerRecord): boolean {
	if (process.platform === 'linux') return began !== undefined && startTimeOf(pid) === began;
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
