// Asks for a daily or monthly limit and writes it to the user's settings.
import * as vscode from 'vscode';
import type { BudgetPeriod } from '../contract';
import { askText } from './ask';
import { currentLimit, writeLimit } from './settings';
import { money } from './view/format';
import { parseLimit } from './view/limit';

export async function setBudget(period: BudgetPeriod): Promise<void> {
	const typed = await askText({
		title: `Mission Control: Set ${period === 'daily' ? 'Daily' : 'Monthly'} Budget`,
		prompt: `US dollars ${period === 'daily' ? 'a day' : 'a month'}. 0 means no limit.`,
		value: String(currentLimit(period)),
		validateInput(text) {
			const answer = parseLimit(text);
			return 'problem' in answer ? answer.problem : undefined;
		},
	});
	const answer = typed === undefined ? undefined : parseLimit(typed);
	if (answer === undefined || 'problem' in answer) return;
	await writeLimit(period, answer.dollars);
	const now = answer.dollars === 0 ? `no ${period} limit` : `${money(answer.dollars)} ${period === 'daily' ? 'a day' : 'a month'}`;
	vscode.window.setStatusBarMessage(`$(check) Budget: ${now}`, 4000);
}
