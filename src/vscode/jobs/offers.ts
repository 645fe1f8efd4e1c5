// Jobs that a trusted workspace offers: read, shown, and added to the hub once a person has approved exactly what stands there.
import { createHash } from 'node:crypto';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { machineZone } from '../../base/day';
import { type Disposable, Disposables } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { HubConnection } from '../../client/port';
import type { Job } from '../../contract';
import { choose } from '../ask';
import { LONGEST_FILE, type Offer, readOffers } from '../view/offer';
import { approvalText, type OfferProblem, type OfferState } from '../view/offerRows';
import { type Approval, approvalKey, approvalsOf, offerState } from './approvals';
import type { JobsFeed } from './jobsFeed';

export const OFFERS_FILE = '.vscode/mission-control.json';

/** A file is read this long after its last change, ms. */
const SETTLE = 300;
/** An approval's text longer than this is shown in an editor beside the question. */
const LONGEST_DETAIL = 1500;

export type ShownOffer = OfferState & { hash: string; approval: Approval | undefined };

export interface Offers extends Disposable {
	/** Those that wait for an approval. */
	readonly shown: readonly ShownOffer[];
	readonly problems: readonly OfferProblem[];
	onChange(listener: () => void): Disposable;
	/** Asks a person whether the offer of a row (or the one picked) may run. */
	review(input: unknown): Promise<void>;
}

export interface OffersContext {
	clock: Clock;
	log: Log;
	hub: HubConnection;
	jobs: JobsFeed;
	memory: vscode.Memento;
}

interface Read {
	folder: vscode.WorkspaceFolder;
	offers: Offer[];
}

export function offersOf(context: OffersContext): Offers {
	const { clock, log, hub, jobs, memory } = context;
	const owned = new Disposables();
	const changes = owned.add(new vscode.EventEmitter<void>());
	let watchers = new Disposables();
	let read: Read[] = [];
	let problems: OfferProblem[] = [];
	let shown: ShownOffer[] = [];
	let settling: Disposable | undefined;
	let round = 0;

	const look = async () => {
		const mine = ++round;
		const found: Read[] = [];
		const wrong: OfferProblem[] = [];
		// Nothing of a workspace that is not trusted is even read.
		for (const folder of vscode.workspace.isTrusted ? localFolders() : []) {
			const content = await contentOf(vscode.Uri.joinPath(folder.uri, OFFERS_FILE));
			if (content === undefined) continue;
			const path = folder.uri.fsPath;
			const result = readOffers(content, { zone: machineZone(), folder: path, inFolder: part => inside(path, part) });
			found.push({ folder, offers: result.offers });
			wrong.push(...result.problems.map(text => ({ path: join(path, OFFERS_FILE), folderName: folder.name, text })));
		}
		if (mine !== round || owned.ended) return;
		read = found;
		problems = wrong;
		judge();
	};
	/** Which offers wait, by what was approved and which jobs there are; a job that no longer is what was approved is disabled, once. */
	const judge = () => {
		if (jobs.jobs === undefined) return;
		shown = read.flatMap(({ folder, offers }) => {
			const path = folder.uri.fsPath;
			const approvals = approvalsOf(memory.get(approvalKey(path)));
			return offers.flatMap(offer => {
				const hash = hashOf(offer);
				const approval = approvals.find(({ name }) => name === offer.name);
				const job = approval && jobs.job(approval.job);
				const state = offerState(hash, approval, job !== undefined);
				if (state === 'changed' && approval && job && approval.seen !== hash)
					void outdated(path, { ...approval, seen: hash, rests: job.enabled || approval.rests === true }, job);
				if (state === 'approved' && approval?.seen !== undefined && job) void asApproved(path, approval, job);
				return state === 'approved' ? [] : [{ offer, folder: path, folderName: folder.name, state, hash, approval }];
			});
		});
		changes.fire();
	};
	const outdated = async (folder: string, approval: Approval, job: Job) => {
		try {
			await remember(folder, approval);
			if (job.enabled) await (await hub.api()).jobs.change({ id: job.id, enabled: false });
		} catch (error) {
			log.warn(`The job “${job.name}” is not what its workspace offers any more and could not be disabled: ${messageOf(error)}`);
		}
	};
	/** The file has the approved content again, as after a look at another branch: what was disabled for its sake goes on. */
	const asApproved = async (folder: string, { name, hash, job: id, rests }: Approval, job: Job) => {
		try {
			await remember(folder, { name, hash, job: id });
			if (rests === true && !job.enabled) await (await hub.api()).jobs.change({ id, enabled: true });
		} catch (error) {
			log.warn(`The job “${job.name}” is what was approved again and could not be enabled: ${messageOf(error)}`);
		}
	};
	const remember = async (folder: string, approval: Approval) => {
		const others = approvalsOf(memory.get(approvalKey(folder))).filter(({ name }) => name !== approval.name);
		await memory.update(approvalKey(folder), [...others, approval]);
	};
	const later = () => {
		settling?.dispose();
		settling = clock.after(
			SETTLE,
			() => void look().catch((error: unknown) => log.warn(`Offered jobs were not read: ${messageOf(error)}`)),
		);
	};
	const watch = () => {
		watchers.dispose();
		watchers = new Disposables();
		for (const folder of localFolders()) {
			const watcher = watchers.add(vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, OFFERS_FILE)));
			watchers.add(watcher.onDidChange(later));
			watchers.add(watcher.onDidCreate(later));
			watchers.add(watcher.onDidDelete(later));
		}
		later();
	};
	const approve = async ({ offer, folder, hash, approval }: ShownOffer) => {
		const api = await hub.api();
		const key = `${folder}#${offer.name}`;
		const known = approval?.job ?? jobs.jobs?.find(job => job.component === 'workspace' && job.key === key)?.id;
		const before = known === undefined ? undefined : await api.jobs.restore({ id: known }).catch(() => undefined);
		const job = before
			? await api.jobs.change({ id: before.id, ...offer.job, enabled: true })
			: await api.jobs.add({ ...offer.job, owner: { component: 'workspace', key } });
		await remember(folder, { name: offer.name, hash, job: job.id });
		await jobs.refresh();
		judge();
		vscode.window.setStatusBarMessage(`$(check) Job “${job.name}” added: ${job.words}`, 5000);
	};
	owned.add(vscode.workspace.onDidChangeWorkspaceFolders(watch));
	owned.add(vscode.workspace.onDidGrantWorkspaceTrust(later));
	owned.add(jobs.onChange(judge));
	owned.add({
		dispose() {
			settling?.dispose();
			watchers.dispose();
		},
	});
	watch();
	return {
		get shown() {
			return shown;
		},
		get problems() {
			return problems;
		},
		onChange: listener => changes.event(listener),
		async review(input) {
			const offer = await chosen(shown, input);
			if (offer && (await approved(offer))) {
				await look(); // what stands in the file now is what counts
				const now = shown.find(each => each.folder === offer.folder && each.offer.name === offer.offer.name);
				if (now?.hash !== offer.hash) throw new Error(`“${offer.offer.name}” was changed in the meantime; look at it again.`);
				await approve(now);
			}
		},
		dispose: () => owned.dispose(),
	};
}

async function chosen(shown: readonly ShownOffer[], input: unknown): Promise<ShownOffer | undefined> {
	const given = input as { offer?: { folder?: unknown; offer?: { name?: unknown } }; folder?: unknown; name?: unknown } | undefined;
	const folder = given?.folder ?? given?.offer?.folder;
	const name = given?.name ?? given?.offer?.offer?.name;
	const named = shown.find(each => each.folder === folder && each.offer.name === name);
	if (named || shown.length === 0) {
		if (!named) vscode.window.setStatusBarMessage('$(info) This workspace offers no job that waits for you', 4000);
		return named;
	}
	const choices = shown.map(each => ({ label: each.offer.name, description: each.folderName, detail: each.offer.description, each }));
	const options = { title: 'Mission Control: Review Offered Job', placeHolder: 'Which job?' };
	return (await choose(choices, options))?.each;
}

/** The modal. What is too long for it stands in an editor behind it, whole. */
async function approved(offer: ShownOffer): Promise<boolean> {
	const text = approvalText(offer);
	const long = text.length > LONGEST_DETAIL;
	if (long)
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language: 'plaintext' }), {
			preview: true,
		});
	const detail = long
		? `It is long: all of it stands in the editor behind this question. Its beginning:\n\n${text.slice(0, LONGEST_DETAIL)}…`
		: text;
	const yes = 'Approve and Enable';
	const question = `Let the workspace’s job “${offer.offer.name.replace(/\s+/gu, ' ').slice(0, 80)}” run by itself?`;
	return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

const hashOf = ({ canonical }: Offer): string => createHash('sha256').update(canonical).digest('hex');

const localFolders = (): vscode.WorkspaceFolder[] => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');

async function contentOf(file: vscode.Uri): Promise<string | undefined> {
	try {
		const { size } = await vscode.workspace.fs.stat(file);
		return size > LONGEST_FILE ? ' '.repeat(LONGEST_FILE + 1) : new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
	} catch {
		return undefined; // most workspaces have none
	}
}

/** The absolute path of a folder's part, or undefined for a place outside. */
function inside(folder: string, part: string): string | undefined {
	const path = resolve(folder, part);
	const way = relative(folder, path);
	return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : path;
}
