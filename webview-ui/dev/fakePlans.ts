// Which jobs the development page has, and what becomes of their runs: of every state and shape that has to be drawn.
import type { Action, Job, Policies, RunStatus, Schedule } from '../../src/contract';
import { HOME, type Scene } from './fakeUsage';

const ZONE = 'Europe/Vienna';

export interface Plan {
	name: string;
	schedule: Schedule;
	action: Action;
	policies?: Partial<Policies>;
	component?: string;
	/** What becomes of the n-th run, counted back from now. */
	fate?: (back: number) => RunStatus;
	cost?: number | null;
	took?: number;
	job?: Partial<Job>;
}

const cron = (expression: string, zone = ZONE): Schedule => ({ kind: 'cron', expression, zone });

/** The jobs of a scene, the product's own last. */
export function plansOf(scene: Scene): Plan[] {
	switch (scene) {
		case 'empty':
			return SYSTEM;
		case 'hostile':
			return [...PLANS, ...hostile(), ...SYSTEM];
		case 'warning':
			return [...many(), ...SYSTEM];
		default:
			return [...PLANS, ...SYSTEM];
	}
}

const PLANS: Plan[] = [
	{
		name: 'Nightly report',
		schedule: cron('0 3 * * *'),
		action: {
			kind: 'agent',
			agent: 'claude',
			prompt: 'Summarise what changed in this repository since yesterday and write it to notes/today.md',
			cwd: `${HOME}/code/atlas`,
		},
		fate: back => (back === 3 ? 'interrupted' : 'success'),
		cost: 0.42,
		took: 124,
		job: { monthly_cost: 12.6 },
	},
	{
		name: 'Review open pull requests',
		schedule: cron('0 9-17/2 * * 1-5', 'America/New_York'),
		action: {
			kind: 'agent',
			agent: 'codex',
			prompt: 'Review the open pull requests',
			cwd: `${HOME}/code/billing-api`,
			model: 'gpt-5.2-codex',
			budget: 2,
		},
		policies: { budgetGate: { daily: 90, monthly: null } },
		fate: back => (back % 6 === 0 ? 'skipped' : 'success'),
		cost: 0.18,
		took: 65,
		job: { running: 900_001, last_status: 'running', monthly_cost: 19.8 },
	},
	{
		name: 'Sync issues',
		schedule: { kind: 'interval', seconds: 3600, anchor: '2026-01-01T00:20:00.000Z' },
		action: { kind: 'http', method: 'POST', url: 'https://tracker.example.com/api/sync?full=1', headers: { accept: 'application/json' } },
		fate: back => (back < 4 ? 'error' : 'success'),
		took: 3,
		job: {
			error_count: 4,
			last_result: 'The answer was 502 Bad Gateway, and 200–299 was expected; look whether tracker.example.com is up.',
		},
	},
	{
		name: 'Backup database',
		schedule: cron('30 23 * * 0'),
		action: { kind: 'command', argv: ['pg_dump', '--format=custom', '--file', 'backup file.dump', 'atlas'], cwd: `${HOME}/code/atlas` },
		policies: { disableAfter: 3 },
		fate: () => 'timeout',
		took: 3600,
		job: {
			enabled: false,
			next_run: null,
			error_count: 3,
			disabled_reason: 'Paused after 3 errors in a row; the last: it took longer than 1 h and was ended.',
		},
	},
	{
		name: 'Disk usage',
		schedule: cron('0 12 * * *'),
		action: { kind: 'shell', line: 'du -sh ~/code/* | sort -h | tail' },
		fate: back => (back < 2 ? 'missed' : 'success'),
		took: 8,
	},
	{
		name: 'Save all editors',
		schedule: { kind: 'interval', seconds: 900 },
		action: { kind: 'vscode.command', command: 'workbench.action.files.saveAll' },
		job: { enabled: false, next_run: null },
	},
	{
		name: 'Release notes',
		schedule: { kind: 'once', at: '2026-12-24T18:00', zone: ZONE },
		action: { kind: 'agent', agent: 'gemini', prompt: 'Draft the release notes', cwd: `${HOME}/code/site` },
	},
];
const SYSTEM: Plan[] = [
	{
		name: 'Read the agents’ logs',
		component: 'system',
		schedule: { kind: 'interval', seconds: 300 },
		action: { kind: 'system', task: 'collect' },
		fate: () => 'success',
		took: 1,
	},
	{
		name: 'Daily backup',
		component: 'system',
		schedule: cron('10 4 * * *'),
		action: { kind: 'system', task: 'backup' },
		fate: () => 'success',
		took: 2,
	},
];

const hostile = (): Plan[] => [
	{
		name: '<img src=x onerror="document.title=1">',
		schedule: cron('*/5 * * * *'),
		action: { kind: 'shell', line: '</script><script>alert(1)</script>' },
		fate: back => (back % 9 ? 'success' : 'error'),
	},
	{
		name: 'x'.repeat(200),
		schedule: cron('0 0 13 * 5'),
		action: { kind: 'http', method: 'GET', url: `https://example.com/${'y'.repeat(2000)}` },
	},
	{
		name: '\u202Egnp.exe',
		schedule: cron('0 6 * * 1'),
		action: { kind: 'command', argv: ['\u202Ecat', 'a\nb'] },
		job: { error_count: 5, last_result: 'z'.repeat(1500) },
	},
];

const many = (): Plan[] =>
	Array.from({ length: 60 }, (_, index) => ({
		name: `Job ${index + 1}`,
		schedule: cron(`${index} ${index % 24} * * *`),
		action: { kind: 'shell' as const, line: `echo ${index}` },
		fate: (back: number) => ((back + index) % 11 === 0 ? ('error' as const) : ('success' as const)),
	}));
