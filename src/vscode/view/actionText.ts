// What a job does, as text: a command line is taken apart and put together here, and shown so that nothing in it can hide.
import type { Action } from '../../contract';

export const AGENT_NAMES: Record<Extract<Action, { kind: 'agent' }>['agent'], string> = {
	claude: 'Claude Code',
	codex: 'Codex',
	openclaw: 'OpenClaw',
	gemini: 'Gemini',
	opencode: 'OpenCode',
};

/** One line for a row or a tooltip. */
export function actionWords(action: Action): string {
	switch (action.kind) {
		case 'command':
			return `runs ${joinCommand(action.argv)}`;
		case 'shell':
			return `runs in a shell: ${action.line}`;
		case 'agent':
			return `asks ${AGENT_NAMES[action.agent]}: ${action.prompt}`;
		case 'http':
			return `${action.method} ${action.url}`;
		case 'vscode.command':
			return `runs the VS Code command ${action.command}`;
		case 'vscode.task':
			return `runs the task ${action.task}`;
		case 'system':
			return { collect: 'reads the agents’ logs', prune: 'removes old history', backup: 'makes a backup' }[action.task];
	}
}

/** What a person would copy or approve: the exact thing that runs. */
export function codeText(action: Action): string {
	switch (action.kind) {
		case 'command':
			return joinCommand(action.argv);
		case 'shell':
			return action.line;
		case 'agent':
			return action.prompt;
		case 'http':
			return `${action.method} ${action.url}`;
		case 'vscode.command':
			return action.args === undefined ? action.command : `${action.command} ${JSON.stringify(action.args)}`;
		case 'vscode.task':
			return action.task;
		case 'system':
			return action.task;
	}
}

/** The words of a command line: spaces part them, quotes hold them together, a backslash takes the next sign as it is. No shell is asked. */
export function splitCommand(text: string): { argv: string[] } | { problem: string } {
	const argv: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let at = 0; at < text.length; at++) {
		const sign = text.charAt(at);
		if (quote !== '') {
			if (sign === quote) quote = '';
			else if (sign === '\\' && quote === '"' && /["\\]/.test(text.charAt(at + 1))) word += text.charAt(++at);
			else word += sign;
		} else if (sign === '"' || sign === "'") {
			quote = sign;
			word ??= '';
		} else if (/\s/.test(sign)) {
			if (word !== undefined) argv.push(word);
			word = undefined;
		} else if (sign === '\\' && /[\s"'\\]/.test(text.charAt(at + 1))) word = (word ?? '') + text.charAt(++at);
		else word = (word ?? '') + sign;
	}
	if (quote !== '') return { problem: `A quote (${quote}) is opened and not closed.` };
	if (word !== undefined) argv.push(word);
	return argv.length === 0 || argv[0] === ''
		? { problem: 'Type a program and its arguments, such as: npm run report -- "last week"' }
		: { argv };
}

/** The reverse of `splitCommand`. */
export const joinCommand = (argv: readonly string[]): string =>
	argv.map(word => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replace(/["\\]/g, sign => `\\${sign}`)}"`)).join(' ');

/** The text with everything that does not show, or turns the direction of writing, written out: what is approved is what is read. */
export const visible = (text: string): string =>
	text
		.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, sign => (sign === '\n' ? sign : `⟨U+${hex(sign)}⟩`))
		.replace(/[^\S\n ]/gu, sign => `⟨U+${hex(sign)}⟩`);

const hex = (sign: string): string => (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
