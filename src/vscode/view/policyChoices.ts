// The policies a person can choose in the dialogs, each as a short list; what has to be typed stands in moreOptions.ts.
import type { NewJob, Policies } from '../../contract';
import { spanWords, usualPolicies } from './policyText';

export type GivenPolicies = NonNullable<NewJob['policies']>;

export interface PolicyChoice {
	label: string;
	question: string;
	/** What holds now; absent policies have their defaults. */
	words(policies: GivenPolicies): string;
	choices: { label: string; description: string; change: GivenPolicies }[];
}

const HOUR = 3600;

const MISSED: Record<Policies['missed'], string> = {
	once: 'caught up once',
	skip: 'not caught up',
	all: 'all caught up',
	ask: 'ask me',
};

export const POLICY_CHOICES: readonly PolicyChoice[] = [
	{
		label: 'Missed runs',
		question: 'What becomes of runs that passed while the machine was off or asleep?',
		words: ({ missed = usualPolicies.missed }) => MISSED[missed],
		choices: [
			{ label: 'Caught up once', description: 'one run for all that were missed', change: { missed: 'once' } },
			{ label: 'Not caught up', description: 'the next run is the next planned one', change: { missed: 'skip' } },
			{ label: 'All caught up', description: 'every missed run, ten where nothing else is said', change: { missed: 'all' } },
			{ label: 'Ask me', description: 'a notification asks', change: { missed: 'ask' } },
		],
	},
	{
		label: 'Overlap',
		question: 'What if the last run is not over yet?',
		words: ({ overlap = usualPolicies.overlap }) => (overlap === 'skip' ? 'skip the run' : 'one run waits'),
		choices: [
			{ label: 'Skip the run', description: 'and say so in the history', change: { overlap: 'skip' } },
			{ label: 'One run waits', description: 'until the running one is over', change: { overlap: 'queue-one' } },
		],
	},
	{
		label: 'Timeout',
		question: 'How long may a run take before it is ended?',
		words: ({ timeout = usualPolicies.timeout }) => (timeout === 0 ? 'none' : spanWords(timeout)),
		choices: [300, 900, 1800, HOUR, 2 * HOUR, 8 * HOUR, 0].map(timeout => ({
			label: timeout === 0 ? 'No timeout' : spanWords(timeout),
			description: timeout === HOUR ? 'the default' : '',
			change: { timeout },
		})),
	},
	{
		label: 'Budget gate',
		question: 'Shall it wait when the budget is nearly used up?',
		words({ budgetGate: { daily, monthly } = usualPolicies.budgetGate }) {
			const parts = [daily === null ? '' : `${daily}% of the day`, monthly === null ? '' : `${monthly}% of the month`];
			const said = parts.filter(part => part !== '').join(', ');
			return said === '' ? 'none' : `not from ${said}`;
		},
		choices: [
			{ label: 'None', description: 'runs whatever was spent', change: { budgetGate: { daily: null, monthly: null } } },
			{ label: '75% of a budget', description: 'not from three quarters of the day or the month', change: gate(75) },
			{ label: '90% of a budget', description: 'not from nine tenths of the day or the month', change: gate(90) },
			{ label: '100% of a budget', description: 'not when the day’s or the month’s budget is used up', change: gate(100) },
		],
	},
	{
		label: 'After errors',
		question: 'After how many errors in a row is it paused?',
		words: ({ disableAfter = usualPolicies.disableAfter }) => (disableAfter === 0 ? 'never paused' : `paused after ${disableAfter}`),
		choices: [1, 3, 5, 10, 0].map(disableAfter => ({
			label: disableAfter === 0 ? 'Never' : `After ${disableAfter}`,
			description: disableAfter === 10 ? 'the default' : '',
			change: { disableAfter },
		})),
	},
	{
		label: 'After a crash',
		question: 'What becomes of a run that a crash cut off?',
		words: ({ retryInterrupted = usualPolicies.retryInterrupted }) => (retryInterrupted ? 'starts again' : 'stays interrupted'),
		choices: [
			{ label: 'Stays interrupted', description: 'it may have done half of its work', change: { retryInterrupted: false } },
			{ label: 'Starts again', description: 'for work that may be done twice', change: { retryInterrupted: true } },
		],
	},
];

function gate(percent: number): GivenPolicies {
	return { budgetGate: { daily: percent, monthly: percent } };
}
