// What a job can have besides what every job is asked for: each with its words, what may be typed, and where it goes.
import { type JobDraft, problemOf } from './jobDraft';
import { missedCapProblem, missedWindowProblem, parseHours, TIME_HINT } from './jobFields';
import { spanWords, usualPolicies } from './policyText';
import { parseEvery } from './scheduleInput';

export interface MoreOption {
	label: string;
	prompt: string;
	placeholder: string;
	/** What one of its lines is, such as `header`; absent where the text is one line. */
	line?: string;
	/** Of the policies, which the product's own jobs have too. */
	policy?: true;
	/** True where the option means something for this draft. */
	fits(draft: JobDraft): boolean;
	/** What holds now, in words. */
	words(draft: JobDraft): string;
	/** As it is typed. */
	text(draft: JobDraft): string;
	/** Of what was typed (of one line, where there are several); undefined where it is right. */
	problem(text: string): string | undefined;
	/** `text` is right already. */
	changed(draft: JobDraft, text: string): JobDraft;
}

export const MORE_OPTIONS: readonly MoreOption[] = [
	{
		label: 'Hours',
		policy: true,
		prompt: 'Between which times of the day may it run? It may pass midnight. Empty for any time.',
		placeholder: '09:00 - 17:30',
		fits: () => true,
		words: ({ policies: { window } }) => (window ? `${window.from} – ${window.to}` : 'any time'),
		text: ({ policies: { window } }) => (window ? `${window.from} - ${window.to}` : ''),
		problem: text => (parseHours(text) === undefined ? `${TIME_HINT.slice(0, -1)}, on both sides: 09:00 - 17:30.` : undefined),
		changed: (draft, text) => withPolicies(draft, { window: parseHours(text) ?? null }),
	},
	{
		label: 'Missed runs no older than',
		policy: true,
		prompt: 'A run that was missed longer ago is not caught up.',
		placeholder: '1 day',
		fits: draft => missedOf(draft) !== 'skip',
		words: ({ policies: { missedWindow } }) => spanWords(missedWindow ?? usualPolicies.missedWindow),
		text: ({ policies: { missedWindow } }) => spanWords(missedWindow ?? usualPolicies.missedWindow),
		problem: missedWindowProblem,
		changed: (draft, text) => {
			const every = parseEvery(text);
			return 'seconds' in every ? withPolicies(draft, { missedWindow: every.seconds }) : draft;
		},
	},
	{
		label: 'Missed runs at most',
		policy: true,
		prompt: 'So many of the missed runs are caught up, the latest ones.',
		placeholder: '10',
		fits: draft => missedOf(draft) === 'all',
		words: ({ policies: { missedCap } }) => String(missedCap ?? usualPolicies.missedCap),
		text: ({ policies: { missedCap } }) => String(missedCap ?? usualPolicies.missedCap),
		problem: missedCapProblem,
		changed: (draft, text) => withPolicies(draft, { missedCap: Number(text) }),
	},
	field('model', 'Model', ['agent'], 'Which model? Empty for the tool’s own default.', ''),
	field(
		'env',
		'Environment',
		['command', 'shell'],
		'Added to the usual variables. No secrets here: they would be stored as they are.',
		'NAME=value',
		{
			line: 'variable',
			words: count('variable'),
		},
	),
	field(
		'headers',
		'Headers',
		['http'],
		'No secrets here: write ${secret:NAME} for one, and set it with “Set Job Secret…”.',
		'Accept: application/json',
		{
			line: 'header',
			words: count('header'),
		},
	),
	{
		...field('body', 'Body', ['http'], 'What is sent. Empty for nothing.', '{"text": "good morning"}'),
		fits: ({ kind, method }) => kind === 'http' && method !== 'GET' && method !== 'HEAD',
	},
	field('expect', 'Expected status', ['http'], 'Statuses that are a success, apart by commas. Empty for 200 to 299.', '200, 204', {
		words: text => (text.trim() === '' ? '200 to 299' : text),
	}),
];

const missedOf = ({ policies: { missed } }: JobDraft) => missed ?? usualPolicies.missed;

const withPolicies = (draft: JobDraft, change: JobDraft['policies']): JobDraft => ({
	...draft,
	policies: { ...draft.policies, ...change },
});

/** An option that is a field of the draft as it was typed. */
function field(
	name: 'model' | 'env' | 'headers' | 'body' | 'expect',
	label: string,
	kinds: readonly JobDraft['kind'][],
	prompt: string,
	placeholder: string,
	more: { line?: string; words?: (text: string) => string } = {},
): MoreOption {
	const { words = (text: string) => (text.trim() === '' ? 'none' : text.replace(/\s+/g, ' ').slice(0, 60)), ...rest } = more;
	return {
		label,
		prompt,
		placeholder,
		...rest,
		fits: ({ kind }) => kinds.includes(kind),
		words: draft => words(draft[name]),
		text: draft => draft[name],
		problem: text => problemOf(name, text),
		changed: (draft, text) => ({ ...draft, [name]: text }),
	};
}

function count(noun: string): (text: string) => string {
	return text => {
		const lines = text.split('\n').filter(line => line.trim() !== '').length;
		return lines === 0 ? 'none' : `${lines} ${noun}${lines === 1 ? '' : 's'}`;
	};
}
