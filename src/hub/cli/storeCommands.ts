// `mission-control store`: what is there and whether it is whole, the backups, and going back to one.
import * as path from 'node:path';
import { machineZone } from '../../base/day';
import { AppError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Backup, StoreReport } from '../../contract';
import { type HubApi, hubOver } from '../../contract/caller';
import { type Answer, dial } from '../../contract/dial';
import { hubsOf } from '../../contract/find';
import { PROTOCOL } from '../../contract/rendezvous';
import { listBackups } from '../../storage/backups';
import { checkStore } from '../../storage/check';
import { examineHere } from '../../storage/examine';
import { MIGRATIONS, newestVersion } from '../../storage/migrate';
import { openStore, STORE_FOLDER } from '../../storage/open';
import type { Machine } from '../machine';
import { backupLines, contentsWords, reportOf } from '../storeWords';
import { type StoreArguments, type Terminal, UsageError } from './program';
import { plain } from './words';

export interface StoreCommandParts {
	machine: Machine;
	screen: Terminal & {
		/** Asks a person; undefined where nobody can answer. */
		ask?: ((question: string) => Promise<string>) | undefined;
	};
	/** The data folder. */
	folder: string;
	log: Log;
	/** A hub for an order: the one that runs, or this process for as long as it takes. */
	withHub: (work: (api: HubApi) => Promise<number>) => Promise<number>;
}

/** Gives the exit code: 1 where something is damaged, or where nothing was restored. */
export async function storeCommand(parts: StoreCommandParts, words: StoreArguments): Promise<number> {
	const { screen, machine } = parts;
	const context = { now: machine.clock.now(), zone: machineZone() };
	const print = (lines: readonly string[]) => screen.out(`${lines.join('\n')}\n`);
	const json = (value: unknown) => screen.out(`${JSON.stringify(value, undefined, 2)}\n`);
	if (words.what === 'check') {
		const { text, ...report } = await look(
			parts,
			api => api.store.check(),
			() => checkAlone(parts),
		);
		if (words.json) json(report);
		else print(text);
		return report.state === 'damaged' ? 1 : 0;
	}
	const backups = await look(
		parts,
		api => api.store.backups(),
		() => backupsAlone(parts),
	);
	if (words.what === 'backups') {
		if (words.json) json(backups);
		else print(backupLines(backups, context));
		return 0;
	}
	const chosen = backups.find(({ name }) => name === words.name);
	if (!chosen) throw new UsageError(`There is no backup ${plain(words.name)}. "mission-control store backups" lists those there are.`);
	if (chosen.state !== 'whole') throw new AppError('STORE_BROKEN', `The backup ${chosen.name} cannot be restored: ${chosen.why}.`);
	if (!words.yes && !(await agreed(parts, chosen))) return 1;
	return parts.withHub(async api => {
		const { kept } = await api.store.restore({ name: chosen.name });
		print([
			`Restored the backup ${chosen.name}. The state before is kept as ${kept}.`,
			'What is newer is read again from the logs the agents still have.',
		]);
		return 0;
	});
}

async function agreed({ screen }: StoreCommandParts, backup: Backup): Promise<boolean> {
	if (!screen.ask) throw new UsageError('A restore replaces the stored data; say --yes where nobody can be asked.');
	const held = backup.contents === null ? '' : `: ${contentsWords(backup.contents)}`;
	screen.out(
		[
			`The backup ${backup.name} holds the state of ${backup.time}${held}.`,
			'It replaces the figures, jobs and settings of now, which are kept as a backup of their own.',
			'What is newer is read again from the logs the agents still have. Planned times of jobs that came meanwhile do not run again.\n',
		].join('\n'),
	);
	const answer = await screen.ask('Restore it? Type yes: ');
	if (answer.trim().toLowerCase() === 'yes') return true;
	screen.err(`mission-control: Nothing was restored.\n`);
	return false;
}

/** Asks the hub that runs; where none does, looks for itself, for a hub that starts would change what it finds. */
async function look<T>({ machine, folder }: StoreCommandParts, ask: (api: HubApi) => Promise<T>, alone: () => Promise<T>): Promise<T> {
	for (const owner of hubsOf(folder)) {
		const answer = await dial(machine.clock, owner, 'terminal');
		if (answer.kind === 'open') return await asked(machine, answer, ask);
	}
	return await alone();
}

async function asked<T>(
	machine: Machine,
	{ socket, hello }: Extract<Answer, { kind: 'open' }>,
	ask: (api: HubApi) => Promise<T>,
): Promise<T> {
	try {
		if (hello.protocol !== PROTOCOL) {
			throw new AppError(
				'CONFLICT',
				`A hub of version ${hello.version} runs, and this command of ${machine.version} does not understand it. Use the same version.`,
			);
		}
		return await ask(hubOver(socket));
	} finally {
		socket.terminate();
	}
}

async function checkAlone({ machine, folder, log }: StoreCommandParts): Promise<StoreReport> {
	const { clock, wasm, examine = examineHere(wasm) } = machine;
	const at = path.join(folder, STORE_FOLDER);
	const store = await openStore({ folder, wasm, clock, log, epoch: () => 0, fence: () => {}, readOnly: true });
	try {
		const newest = newestVersion(MIGRATIONS);
		const found = await checkStore({ folder: at, store, trouble: null, newest, clock, examine });
		// It was only opened to look at; what a hub could do with it is what counts.
		const mode = found.schema > newest ? 'read-only' : 'disk';
		return reportOf({ ...found, mode }, { now: clock.now(), zone: machineZone() });
	} finally {
		await store.close();
	}
}

function backupsAlone({ machine, folder }: StoreCommandParts): Promise<Backup[]> {
	const { wasm, examine = examineHere(wasm) } = machine;
	return listBackups(path.join(folder, STORE_FOLDER), newestVersion(MIGRATIONS), 'contents', examine);
}
