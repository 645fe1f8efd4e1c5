// The last step: what the job does, its next five times, its policies and options, and one entry that stores it.
import type * as vscode from 'vscode';
import { QuickPickItemKind } from 'vscode';
import { actionWords } from '../view/actionText';
import { actionOf, type JobDraft } from '../view/jobDraft';
import { MORE_OPTIONS, type MoreOption } from '../view/moreOptions';
import { type GivenPolicies, POLICY_CHOICES, type PolicyChoice } from '../view/policyChoices';
import { timeText } from '../view/previewText';
import { scheduleOf } from '../view/scheduleInput';
import type { StepContext } from './jobSteps';
import { changedOption } from './moreStep';
import { type Answer, type Choice, pickOne, type StepFrame } from './multiStep';
import { previewOf } from './schedulePreview';

type Chosen = { kind: 'store' } | { kind: 'policy'; policy: PolicyChoice } | { kind: 'more'; option: MoreOption };

export async function confirm(context: StepContext, frame: StepFrame, draft: JobDraft): Promise<Answer<JobDraft>> {
	const preview = await previewOf(context.hub, scheduleOf(draft.when), 5);
	const system = context.edited?.job.component === 'system';
	let now = draft;
	for (;;) {
		const action = system && context.edited ? context.edited.job.action : actionOf(now, context.edited?.job.action);
		const choices: Choice<Chosen>[] = [
			{
				label: `$(check) ${context.edited ? 'Save Changes' : 'Add Job'}`,
				description: preview.error === null ? preview.words : preview.error,
				detail: actionWords(action).replace(/\s+/gu, ' ').slice(0, 300),
				value: { kind: 'store' },
			},
			separator(`Next times${draft.when.kind === 'interval' ? '' : ` (${draft.when.zone})`}`),
			...preview.next.map(time => ({ label: `$(calendar) ${timeText(time)}`, description: time.note ?? '' })),
			separator('Policies'),
			...POLICY_CHOICES.map(policy => ({
				label: `$(settings) ${policy.label}`,
				description: policy.words(now.policies),
				value: { kind: 'policy', policy } as const,
			})),
			separator('More options'),
			...MORE_OPTIONS.filter(option => option.fits(now) && (!system || option.policy === true)).map(option => ({
				label: `$(settings) ${option.label}`,
				description: option.words(now),
				value: { kind: 'more', option } as const,
			})),
		];
		const answer = await pickOne({ ...frame, placeholder: 'Enter stores the job; what stands below can be changed first' }, choices);
		if (answer.kind !== 'next') return answer;
		if (answer.value.kind === 'store') return { kind: 'next', value: now };
		if (answer.value.kind === 'more') now = await changedOption(frame, now, answer.value.option);
		else now = { ...now, policies: await changedPolicies(frame, now.policies, answer.value.policy) };
	}
}

async function changedPolicies(frame: StepFrame, policies: GivenPolicies, policy: PolicyChoice): Promise<GivenPolicies> {
	const choices = policy.choices.map(({ label, description, change }) => ({ label, description, value: change }));
	const now = policy.words(policies);
	const inner = { title: `${frame.title}: ${policy.label}`, step: frame.step, total: frame.total, placeholder: policy.question };
	const answer = await pickOne(inner, choices, change => policy.words({ ...policies, ...change }) === now);
	return answer.kind === 'next' ? { ...policies, ...answer.value } : policies;
}

const separator = (label: string): vscode.QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
