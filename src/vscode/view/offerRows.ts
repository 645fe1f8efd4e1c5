// Offered jobs in the tree, and the words that an approval asks by: the exact thing that would run, nothing hidden.
import { AGENT_NAMES, actionWords, codeText, visible } from './actionText';
import { plain } from './markdown';
import type { Offer } from './offer';
import { spanWords } from './policyText';
import type { Row } from './row';

/** new: never approved. changed: approved once, but not as the file has it now. */
export interface OfferState {
	offer: Offer;
	/** Workspace folder. */
	folder: string;
	folderName: string;
	state: 'new' | 'changed';
}

export interface OfferProblem {
	/** The file. */
	path: string;
	folderName: string;
	text: string;
}

export function offerRow({ offer, folder, folderName, state }: OfferState): Row {
	const what = actionWords(offer.job.action);
	const description = `${state === 'new' ? 'needs your approval' : 'changed, needs your approval again'} · ${whenText(offer)}`;
	return {
		id: `offer/${folder}/${offer.name}`,
		label: offer.name,
		description,
		tooltip: [
			`**${plain(offer.name, 200)}** is offered by ${plain(folderName, 100)}. It does not run until you approve it.`,
			...(offer.description === '' ? [] : [plain(offer.description, 400)]),
			`${plain(what, 400)}`,
		].join('\n\n'),
		icon: state === 'new' ? 'shield' : 'warning',
		...(state === 'changed' ? { color: 'list.warningForeground' as const } : {}),
		open: 'leaf',
		context: 'offer copy',
		copies: codeText(offer.job.action),
		spoken: `Offer ${offer.name}, ${description}`,
		action: { kind: 'reviewOffer', folder, name: offer.name },
	};
}

export function problemRow({ path, folderName, text }: OfferProblem): Row {
	return {
		id: `offer/${path}/${text}`,
		label: `${folderName}: mission-control.json`,
		description: text,
		tooltip: plain(text, 600),
		icon: 'warning',
		color: 'list.warningForeground',
		open: 'leaf',
		context: 'problem',
		spoken: `Problem in mission-control.json of ${folderName}: ${text}`,
		action: { kind: 'openFile', path, line: 1 },
	};
}

/** What the modal says: who offers it, exactly what runs and where, when, and that a change asks again. */
export function approvalText({ offer, folder, state }: OfferState): string {
	const { action } = offer.job;
	const lines: string[] = [];
	if (state === 'changed') lines.push('The file was changed since you approved this job.', '');
	switch (action.kind) {
		case 'command':
			lines.push('Runs this program, without a shell:', visible(codeText(action)));
			break;
		case 'shell':
			lines.push('Runs this line in your shell:', visible(action.line));
			break;
		case 'agent':
			lines.push(`Asks ${AGENT_NAMES[action.agent]}, which may change files and run commands:`, visible(action.prompt));
			if (action.model !== undefined) lines.push(`Model: ${visible(action.model)}`);
			lines.push(
				action.budget === undefined ? 'Without a limit of cost.' : `At most $${action.budget} a run, where the agent has a limit.`,
			);
			break;
		case 'http':
			lines.push('Sends this request:', visible(codeText(action)));
			if (action.body !== undefined) lines.push(`Body: ${visible(action.body)}`);
			break;
		case 'vscode.command':
			lines.push('Runs this command of VS Code:', visible(codeText(action)));
			break;
		case 'vscode.task':
			lines.push('Runs this task of the workspace; what it does stands in the workspace’s tasks and may change:', visible(action.task));
			break;
		case 'system':
			break;
	}
	if ('cwd' in action && action.cwd !== undefined) lines.push(`Folder: ${visible(action.cwd)}`);
	lines.push('', `When: ${visible(whenText(offer))}`);
	if (offer.job.policies !== undefined && Object.keys(offer.job.policies).length > 0) {
		lines.push(`Policies: ${visible(JSON.stringify(offer.job.policies))}`);
	}
	lines.push(
		'',
		`Offered by ${visible(folder)}. It runs on this machine with your rights, also while no folder is open. A changed offer asks again.`,
	);
	return lines.join('\n');
}

/** The schedule as the file gives it. */
export function whenText({ job: { schedule } }: Offer): string {
	if (schedule.kind === 'interval') return `every ${spanWords(schedule.seconds)}`;
	if (schedule.kind === 'once') return `once at ${schedule.at} (${schedule.zone})`;
	return `${schedule.expression} (${schedule.zone})`;
}
