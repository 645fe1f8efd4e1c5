// Asks for one of a job's options: a text in an input box, or several lines one by one.
import type { JobDraft } from '../view/jobDraft';
import type { MoreOption } from '../view/moreOptions';
import { type Answer, type Message, pickOne, type StepFrame, typeIn, typeOver } from './multiStep';

/** The draft as it was where the person turned back. */
export async function changedOption({ title, step, total }: StepFrame, draft: JobDraft, option: MoreOption): Promise<JobDraft> {
	const frame = { title: `${title}: ${option.label}`, step, total, placeholder: option.placeholder };
	const text = option.text(draft);
	const answer =
		option.line === undefined
			? await typeOver(frame, { prompt: option.prompt, value: text, judge: judgeOf(option) })
			: await lines(frame, option, option.line, text);
	return answer.kind === 'next' ? option.changed(draft, answer.value) : draft;
}

/** One line after the other; an emptied one goes. */
async function lines(frame: StepFrame, option: MoreOption, noun: string, text: string): Promise<Answer<string>> {
	let now = text.split('\n').filter(line => line.trim() !== '');
	for (;;) {
		const choices = [
			{ label: '$(check) Done', value: -1 },
			...now.map((line, index) => ({ label: line, description: 'change or empty it', value: index })),
			{ label: `$(add) Add a ${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}`, value: now.length },
		];
		const answer = await pickOne({ ...frame, placeholder: option.prompt }, choices, value => value === (now.length === 0 ? 0 : -1));
		if (answer.kind !== 'next') return answer;
		const at = answer.value;
		if (at < 0) return { kind: 'next', value: now.join('\n') };
		const typed = await typeIn(frame, { prompt: `${option.prompt} Empty removes it.`, value: now[at] ?? '', judge: judgeOf(option) });
		if (typed.kind === 'end') return typed;
		if (typed.kind === 'next') now = now.toSpliced(at, 1, typed.value.trim()).filter(line => line !== '');
	}
}

function judgeOf({ problem }: MoreOption): (text: string) => Message | undefined {
	return text => {
		const found = problem(text);
		return found === undefined ? undefined : { text: found, level: 'error' };
	};
}
