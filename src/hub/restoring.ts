// Going back to a backup: everything that writes ends first, then the backup becomes the present state, then the hub ends.
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import type { Log } from '../base/log';
import type { Backup } from '../contract';
import { passOver } from '../core/jobs/afterRestore';
import { slotsOf } from '../core/jobs/schedule';
import { listBackups } from '../storage/backups';
import type { Examine } from '../storage/examine';
import { MIGRATIONS, newestVersion } from '../storage/migrate';
import { openBackup, restoreBackup } from '../storage/restore';
import type { Store } from '../storage/store';
import type { Term } from './lifetime';

export interface RestoringParts {
	store: Store;
	/** The folder of its files. */
	folder: string;
	wasm: string;
	clock: Clock;
	log: Log;
	term: Term;
	examine: Examine;
	/** Name of a user's job that runs or waits; the product's own can be cut off at any time. */
	busy: () => string | undefined;
	/** Ends everything that writes or reads logs. */
	quiet: () => Promise<void>;
}

/** Gives the function that restores a backup by its name; see the contract for what it refuses. */
export function createRestore(parts: RestoringParts): (name: string) => Promise<{ restored: Backup; kept: string }> {
	const { store, folder, wasm, clock, log, term, examine } = parts;
	const newest = newestVersion(MIGRATIONS);
	let begun = false;
	return async name => {
		if (begun) throw new AppError('CONFLICT', 'A backup is being restored already. Wait a moment, then look again.');
		assertPossible(store);
		const idle = () => {
			const job = parts.busy();
			if (job !== undefined)
				throw new AppError(
					'CONFLICT',
					`The job “${job}” is running, and its end could not be written down. Wait for it or cancel it, then restore the backup.`,
				);
		};
		idle();
		const backup = (await listBackups(folder, newest, 'contents', examine)).find(each => each.name === name);
		// While all is well the hub goes on: what is wrong with the backup is found before anything ends.
		(await openBackup({ folder, wasm, name, newest })).connection.close();
		if (!backup) throw new AppError('NOT_FOUND', `There is no backup ${name} any more. Choose another one.`);
		idle();
		begun = true;
		try {
			await parts.quiet();
			await store.flush();
			await store.close();
			const { epoch, fence } = term;
			const amend = (writer: Parameters<typeof passOver>[0]) => passOver(writer, slotsOf, epoch, clock.now());
			const { kept } = await restoreBackup({ folder, wasm, name, newest, epoch, fence, clock, log, amend });
			return { restored: backup, kept };
		} finally {
			// What is in memory here is not what is on disk any more; where it failed, the next hub opens what was there.
			term.stop(`the backup ${name} is restored`);
		}
	};
}

function assertPossible(store: Store): void {
	if (store.mode === 'disk' && store.trouble === undefined) return;
	const why = store.notes.join(' ') || 'Nothing can be saved now.';
	throw new AppError('STORE_UNWRITABLE', `No backup can be restored now, for the restored state could not be saved. ${why}`);
}
