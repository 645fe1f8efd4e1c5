// A job's history as pick list entries, and what a run's output is headed by.
import { parseInstant } from '../../base/clock';
import type { JobRun } from '../../contract';
import { counted, dateTime, tokens } from './format';
import { costOf } from './jobRows';
import { REASON_WORDS, runLook } from './jobState';

export interface RunRow {
	/** With the icon before it. */
	label: string;
	description: string;
	detail: string;
}

/** `zone` is the user's. */
export function runRow(run: JobRun, zone: string): RunRow {
	const at = instantOf(run);
	const look = runLook(run.status);
	const facts = [
		look.word + (run.reason === null ? '' : `: ${REASON_WORDS[run.reason]}`),
		run.count > 1 ? counted(run.count, 'time') : '',
		tookText(run),
		run.exit_code === null || run.exit_code === 0 ? '' : `exit code ${run.exit_code}`,
		costOf(run),
		run.usage !== null && run.usage.tokens > 0 ? tokens(run.usage.tokens) : '',
		TRIGGERS[run.trigger],
	].filter(text => text !== '');
	return {
		label: `$(${look.icon}) ${at === undefined ? 'waiting' : dateTime(at, zone)}`,
		description: facts.join(' · '),
		detail: run.summary.replace(/\s+/gu, ' ').replaceAll('$(', '$\u200b('),
	};
}

/** `4 s`, `2 min 5 s`, `1 h 3 min`; '' while it is not over. */
export function tookText({ started_at, finished_at }: Pick<JobRun, 'started_at' | 'finished_at'>): string {
	const from = started_at === null ? undefined : parseInstant(started_at);
	const to = finished_at === null ? undefined : parseInstant(finished_at);
	if (from === undefined || to === undefined) return '';
	const seconds = Math.round((to - from) / 1000);
	if (seconds < 1) return '<1 s';
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The document that shows a run: what it was, then its output. */
export function runDocument(name: string, run: JobRun, output: { text: string; cut: boolean }, zone: string): string {
	const at = instantOf(run);
	const { description } = runRow(run, zone);
	const head = [
		`# ${name.replace(/\s+/gu, ' ')}`,
		`# ${at === undefined ? '' : `${dateTime(at, zone)} · `}${description}`,
		`# ${run.summary.replace(/\s+/gu, ' ')}`,
	];
	const none = run.status === 'skipped' || run.status === 'missed' ? '(it did not run)' : '(no output)';
	return `${head.join('\n')}\n\n${output.cut ? '… earlier output was dropped; the last 256 KB are kept\n' : ''}${output.text.trim() === '' ? none : output.text.replace(/\n+$/, '')}\n`;
}

const TRIGGERS: Record<JobRun['trigger'], string> = {
	schedule: '',
	manual: 'by hand',
	'catch-up': 'caught up',
	retry: 'again after a crash',
};

const instantOf = ({ started_at, slot, finished_at }: JobRun): number | undefined => {
	const text = started_at ?? slot ?? finished_at;
	return text === null ? undefined : parseInstant(text);
};
