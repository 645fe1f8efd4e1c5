// A job's policies in words.
import type { Policies } from '../../contract';
import { defaultPolicies } from '../../contract/defaultPolicies';

/** Of a job that says nothing about them. */
export const usualPolicies: Policies = defaultPolicies;

/** Name and words of each policy that says something; the defaults stay short. */
export function policyWords(policies: Policies): [string, string][] {
	const { overlap, missed, missedWindow, missedCap, timeout, retryInterrupted, disableAfter, window, budgetGate } = policies;
	const lines: [string, string][] = [
		['Overlap', overlap === 'skip' ? 'a run is skipped while one runs' : 'one run waits while one runs'],
		[
			'Missed',
			{
				once: `caught up once, within ${spanWords(missedWindow)}`,
				skip: 'not caught up',
				all: `all caught up, at most ${missedCap}, within ${spanWords(missedWindow)}`,
				ask: `asked, within ${spanWords(missedWindow)}`,
			}[missed],
		],
		['Timeout', timeout === 0 ? 'none' : spanWords(timeout)],
	];
	if (retryInterrupted) lines.push(['Crash', 'a run that was cut off starts again']);
	if (disableAfter > 0) lines.push(['Errors', `paused after ${disableAfter} in a row`]);
	if (window !== null) lines.push(['Hours', `${window.from} – ${window.to}`]);
	const gates = [
		budgetGate.daily === null ? '' : `${budgetGate.daily}% of the daily`,
		budgetGate.monthly === null ? '' : `${budgetGate.monthly}% of the monthly`,
	].filter(text => text !== '');
	if (gates.length > 0) lines.push(['Budget', `not started from ${gates.join(' or ')} budget`]);
	return lines;
}

/** `45 s`, `1 h`, `90 min`, `1 day`: seconds in the largest unit that divides them. */
export function spanWords(seconds: number): string {
	for (const [size, one, many] of [
		[86_400, 'day', 'days'],
		[3600, 'h', 'h'],
		[60, 'min', 'min'],
	] as const) {
		const number = seconds / size;
		if (number >= 1 && Number.isInteger(number)) return `${number} ${number === 1 ? one : many}`;
	}
	return `${seconds} s`;
}
