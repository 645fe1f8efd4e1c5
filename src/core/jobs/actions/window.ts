// A command or task of VS Code: one connected window runs it and answers.
import { messageOf } from '../../../base/errors';
import type { RunContext, RunOutcome } from '../action';
import { firstLine, safeOutput } from './outputText';
import { type ActionParts, failed, type WindowAction } from './parts';
import { secretsOf } from './secrets';

export async function runInWindow({ askWindow, env }: ActionParts, action: WindowAction, context: RunContext): Promise<RunOutcome> {
	const what = action.kind === 'vscode.command' ? `The command “${action.command}”` : `The task “${action.task}”`;
	if (context.signal.aborted) return { status: 'cancelled', exitCode: null, summary: 'Ended before it began.' };
	try {
		const answer = await askWindow(action, context.run, context.signal);
		if (answer === undefined) {
			return { status: 'missed', exitCode: null, summary: `${what} needs a VS Code window, and none was open.` };
		}
		const text = safeOutput(answer.text, secretsOf(env));
		if (text !== '') context.output(text.endsWith('\n') ? text : `${text}\n`);
		const said = firstLine(text);
		if (!answer.ok) return failed(`${what} failed${said === '' ? '.' : `: ${said}`}`);
		return { status: 'success', exitCode: null, summary: said === '' ? `${what} ran.` : said };
	} catch (error) {
		if (context.signal.aborted) return { status: 'cancelled', exitCode: null, summary: `${what} was ended.` };
		return failed(`${what} failed: ${messageOf(error)}`);
	}
}
