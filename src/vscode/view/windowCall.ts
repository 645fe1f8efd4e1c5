// Which window does what a job asks of one, how soon, and how a result becomes text.
import type { SecretAsked, WindowCall } from '../../contract';

/** ms a window waits before it claims a call: the one in front first; one that can only refuse last: restricted, or without the secret. */
export function claimDelay({ focused, able }: { focused: boolean; able: boolean }): number {
	if (!able) return 1200;
	return focused ? 0 : 400;
}

/** False where the action is for a folder that this window does not have open. */
export function isHere(action: WindowCall['action'], folders: readonly string[]): boolean {
	return action.kind !== 'vscode.task' || action.folder === undefined || folders.includes(action.folder);
}

/** What a window says that has not the secret it was asked for. */
export const noSecret = ({ name, origin }: Pick<SecretAsked, 'name' | 'origin'>): string =>
	`no secret “${name}” is kept for ${origin}; set it with the command “Mission Control: Set Job Secret…”.`;

/** What a command gave back: text as it is, anything else as JSON; '' for nothing. At most what an answer may hold. */
export function resultText(value: unknown): string {
	if (value === undefined || value === null) return '';
	const text = typeof value === 'string' ? value : json(value);
	return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

const MOST = 200_000;

function json(value: unknown): string {
	try {
		return JSON.stringify(value, undefined, 2) ?? String(value);
	} catch {
		return '(a result that cannot be shown)';
	}
}
