// Every command of the extension in one table, registered with one catch that tells the user what went wrong.
import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection } from '../client/port';
import type { Period } from '../contract';
import type { DashboardPanel } from './dashboardPanel';
import { exportUsage } from './exportUsage';
import { JOB_COMMAND_IDS, type JobCommandId } from './jobs/jobCommandIds';
import type { LaterJobs } from './laterJobs';
import type { MeterFeed } from './meterFeed';
import { setBudget } from './setBudget';
import { restoreFromBackup, type StoreReports } from './storeCommands';
import { counted } from './view/format';
import type { WebviewCommand } from './view/messages';
import type { Row } from './view/row';

export interface CommandContext {
	hub: HubConnection;
	feed: MeterFeed;
	log: Log;
	jobs: LaterJobs;
	dashboard: DashboardPanel;
	store: StoreReports;
	showSources(): Promise<void>;
	showLog(): Promise<void>;
}

/** `input` is whatever VS Code or another extension hands over; a command checks what it takes. */
type Command = (context: CommandContext, input: unknown) => void | Promise<void>;

export const COMMANDS = {
	'missionControl.openDashboard': ({ dashboard }, input) => dashboard.show(PERIODS.find(period => period === input)),
	'missionControl.showJobsInDashboard': ({ dashboard }) => dashboard.show('jobs'),
	'missionControl.refreshUsage': refreshUsage,
	'missionControl.setDailyBudget': () => setBudget('daily'),
	'missionControl.setMonthlyBudget': () => setBudget('monthly'),
	'missionControl.exportUsage': ({ hub, feed }) => exportUsage(hub, feed.today()),
	'missionControl.showSources': ({ showSources }) => showSources(),
	'missionControl.showLog': ({ showLog }) => showLog(),
	'missionControl.restartHub': restartHub,
	'missionControl.muteBudgetToday': muteBudgetToday,
	'missionControl.checkStore': ({ hub, store }) => store.check(hub),
	'missionControl.restoreBackup': ({ hub, feed }) => restoreFromBackup(hub, () => ({ now: feed.now(), zone: feed.meter?.zone ?? '' })),
	'missionControl.openPriceSettings': openPriceSettings,
	'missionControl.copyName': (_, input) => copyName(input),
} satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS | JobCommandId;

/** Which command each order of a webview is. */
export const WEBVIEW_COMMAND_IDS = {
	openDashboard: 'missionControl.openDashboard',
	setDailyBudget: 'missionControl.setDailyBudget',
	setMonthlyBudget: 'missionControl.setMonthlyBudget',
	showSources: 'missionControl.showSources',
	showLog: 'missionControl.showLog',
	refresh: 'missionControl.refreshUsage',
	exportUsage: 'missionControl.exportUsage',
	restartHub: 'missionControl.restartHub',
	openPriceSettings: 'missionControl.openPriceSettings',
} as const satisfies Record<WebviewCommand, CommandId>;

const PERIODS: readonly Period[] = ['daily', 'weekly', 'monthly'];

export function registerCommands(context: CommandContext): Disposable {
	const owned = new Disposables();
	const jobCommands = JOB_COMMAND_IDS.map((id): [string, Command] => [id, ({ jobs }, input) => jobs.run(id, input)]);
	for (const [id, command] of [...Object.entries<Command>(COMMANDS), ...jobCommands]) {
		owned.add(
			vscode.commands.registerCommand(id, async (input: unknown) => {
				try {
					await command(context, input);
				} catch (error) {
					context.log.error(`${id} failed`, error);
					void tellFailure(messageOf(error));
				}
			}),
		);
	}
	return owned;
}

/** Not awaited by the command: it waits for the user. */
async function tellFailure(sentence: string): Promise<void> {
	const showLog = 'Show Log';
	if ((await vscode.window.showErrorMessage(`Mission Control: ${sentence}`, showLog)) === showLog) {
		await vscode.commands.executeCommand('missionControl.showLog' satisfies CommandId);
	}
}

async function refreshUsage({ hub }: CommandContext): Promise<void> {
	const { events, files } = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Window, title: 'Reading usage logs' },
		async () => await (await hub.api()).collect.refresh(),
	);
	const news = events === 0 ? 'No new usage' : `${counted(events, 'new call')} in ${counted(files, 'file')}`;
	vscode.window.setStatusBarMessage(`$(check) ${news}`, 4000);
}

async function restartHub({ hub }: CommandContext): Promise<void> {
	await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Restarting the Mission Control hub' }, async () => {
		await hub.restart();
		await hub.api();
	});
	vscode.window.setStatusBarMessage('$(check) Hub restarted', 4000);
}

async function muteBudgetToday({ hub }: CommandContext): Promise<void> {
	await (await hub.api()).budget.muteToday();
	vscode.window.setStatusBarMessage('$(bell-slash) No budget alerts for the rest of today', 4000);
}

/** An array of objects can only be edited in the settings file; VS Code goes to the place and writes the key if it is not there. */
async function openPriceSettings(): Promise<void> {
	await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
		revealSetting: { key: 'missionControl.pricing.overrides', edit: true },
	});
}

async function copyName(input: unknown): Promise<void> {
	const row = (input as { row?: Partial<Row> } | undefined)?.row;
	if (typeof row?.copies === 'string') await vscode.env.clipboard.writeText(row.copies);
}
