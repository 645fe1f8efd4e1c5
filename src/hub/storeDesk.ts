// The store as the contract shows it: its status, told when it changes, what a check finds, its backups.
import { type Clock, isoInstant } from '../base/clock';
import { type Disposable, Disposables } from '../base/disposable';
import type { Log } from '../base/log';
import type { Backup, HubEvent, StoreReport, StoreStatus } from '../contract';
import { listBackups, readEntries, timeOf } from '../storage/backups';
import { checkStore } from '../storage/check';
import type { Examine } from '../storage/examine';
import { MIGRATIONS, newestVersion } from '../storage/migrate';
import type { Store } from '../storage/store';
import { every } from './every';
import { reportOf } from './storeWords';

export interface StoreDeskParts {
	store: Store;
	/** The folder of its files. */
	folder: string;
	clock: Clock;
	log: Log;
	examine: Examine;
	/** IANA zone in which times are told. */
	zone: () => string;
	send: (event: HubEvent) => void;
}

export interface StoreDesk extends Disposable {
	status(): StoreStatus;
	check(): Promise<StoreReport>;
	backups(): Promise<Backup[]>;
	/** Looks at once whether the status has changed. */
	look(): void;
}

/** How often the status is looked at; what waits for the disk tells it by itself no sooner. ms */
const LOOK = 1000;

export function createStoreDesk(parts: StoreDeskParts): StoreDesk {
	const { store, folder, clock, log, examine, send } = parts;
	const owned = new Disposables();
	const newest = newestVersion(MIGRATIONS);
	const openedAt = isoInstant(clock.now());
	let trouble: StoreStatus['trouble'] = null;
	let told = '';
	let kept: { backups: number; last: string | null } = backupsIn(folder, log);

	/** Keeps since when nothing could be saved: the sentence may change meanwhile, the trouble does not begin anew. */
	const learn = () => {
		const message = store.trouble;
		if (message === undefined) trouble = null;
		else if (trouble?.message !== message) trouble = { message, since: trouble?.since ?? isoInstant(clock.now()) };
	};
	const status = (): StoreStatus => {
		learn();
		return {
			folder,
			mode: store.mode,
			opened_at: openedAt,
			notes: store.notes.filter(note => note !== trouble?.message),
			trouble,
			backups: kept.backups,
			last_backup: kept.last,
		};
	};
	const look = () => {
		const now = status();
		const text = JSON.stringify(now);
		if (text === told) return;
		if (told !== '') {
			send({ type: 'store', status: now });
		}
		told = text;
	};
	look();
	owned.add(every(clock, LOOK, look));
	// A backup is made once a day at most; nobody needs to see it within a second.
	owned.add(
		every(clock, 60 * LOOK, () => {
			kept = backupsIn(folder, log);
		}),
	);
	return {
		status,
		look,
		async check() {
			const { trouble: now } = status();
			return reportOf(await checkStore({ folder, store, trouble: now, newest, clock, examine }), { now: clock.now(), zone: parts.zone() });
		},
		backups: () => listBackups(folder, newest, 'contents', examine),
		dispose: () => owned.dispose(),
	};
}

function backupsIn(folder: string, log: Log): { backups: number; last: string | null } {
	try {
		const entries = readEntries(folder).filter(({ record }) => record !== undefined);
		const [last] = entries;
		return { backups: entries.length, last: last ? timeOf(last) : null };
	} catch (error) {
		log.warn(`The backups in ${folder} cannot be listed: ${String(error)}`);
		return { backups: 0, last: null };
	}
}
