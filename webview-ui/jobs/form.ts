// The form that adds a job or edits one: checked while it is typed, with the next times the hub gives for the schedule.
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Clock } from '../../src/base/clock';
import { type Disposable, Disposables } from '../../src/base/disposable';
import { messageOf } from '../../src/base/errors';
import type { Job, Preview } from '../../src/contract';
import { timeText } from '../../src/vscode/view/previewText';
import { scheduleOf } from '../../src/vscode/view/scheduleInput';
import { tell } from '../parts/events';
import { icon } from '../parts/icon';
import { base } from '../parts/styles';
import { textField } from './fields';
import {
	changeOfForm,
	formOf,
	hasOwnPolicies,
	type JobForm,
	jobOfForm,
	newForm,
	type Problems,
	problemsOf,
	scheduleProblem,
} from './formModel';
import { actionFields, type FormView, policyFields, whenFields } from './formParts';
import { formStyles } from './formStyles';
import type { JobsFeed, Saved } from './jobsFeed';
import { jobStyles } from './styles';
import { jobName } from './words';

/** Letters come in bursts. ms */
const SETTLE = 250;
/** Fields whose wrongness the hub's word on the schedule would only repeat. */
const WHEN_FIELDS = ['time', 'every', 'at', 'expression', 'zone'] as const;

@customElement('mc-job-form')
export class JobFormElement extends LitElement {
	static override styles = [base, jobStyles, formStyles];

	/** The job that is edited; undefined for a new one. Only the first one counts: what is typed stays. */
	@property({ attribute: false }) job: Job | undefined;
	@property({ attribute: false }) feed: JobsFeed | undefined;
	@property({ attribute: false }) clock: Clock | undefined;
	@property() zone = '';
	@state() private form: JobForm | undefined;
	@state() private preview: Preview | undefined;
	@state() private answer: Exclude<Saved, { kind: 'saved' }> | undefined;
	@state() private saving = false;
	@state() private folded = true;
	#base: Job | undefined;
	#touched = new Set<string>();
	#tried = false;
	#zones: readonly string[] = [];
	#asking: Disposable = new Disposables();
	#asked = '';

	override connectedCallback(): void {
		super.connectedCallback();
		this.#zones = Intl.supportedValuesOf('timeZone');
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#asking.dispose();
	}

	protected override willUpdate(): void {
		if (this.form !== undefined) return;
		this.#base = this.job;
		this.form = this.job === undefined ? newForm(this.zone, '') : formOf(this.job, this.zone);
		this.folded = !hasOwnPolicies(this.form);
	}

	protected override firstUpdated(): void {
		this.renderRoot.querySelector<HTMLElement>('input, select')?.focus();
	}

	protected override updated(): void {
		this.#askPreview();
	}

	override render() {
		const { form } = this;
		if (form === undefined) return nothing;
		const job = this.#base;
		const system = job?.component === 'system';
		const all = problemsOf(form, system);
		const typed = this.#tried ? all : (Object.fromEntries(Object.entries(all).filter(([name]) => this.#touched.has(name))) as Problems);
		const error = this.preview?.error ?? null;
		const view: FormView = {
			form,
			problems: error === null ? typed : { ...scheduleProblem(form, error), ...typed },
			set: (change, touched) => {
				this.#touched.add(touched);
				this.form = { ...form, ...change };
			},
		};
		const title = job === undefined ? 'Add Job' : `Edit ${jobName(job)}`;
		return html`
			<form class="edge" aria-labelledby="title" novalidate @submit=${this.#submit} @keydown=${this.#key}>
				<h2 id="title" class="cut">${title}</h2>
				${
					system
						? html`<p class="quiet">A job of the product itself: its times can be changed, what it does cannot.</p>`
						: html`${textField({ id: 'name', label: 'Name', problem: view.problems.name }, form.name, name => view.set({ name }, 'name'), { placeholder: 'Nightly report' })}
							${actionFields(view)}`
				}
				${whenFields(view, this.#zones)} ${this.#times(all)}
				<div class="fold">
					<button type="button" class="link" aria-expanded=${!this.folded} @click=${() => {
						this.folded = !this.folded;
					}}>${icon(this.folded ? 'right' : 'down')} Missed runs, overlap, timeout, budget</button>
				</div>
				${this.folded ? nothing : policyFields(view)} ${this.#word()}
				<div class="row">
					<button type="submit" class="button primary" ?disabled=${this.saving}>${job === undefined ? 'Add Job' : 'Save'}</button>
					<button type="button" class="button" @click=${() => tell(this, 'mc-close', null)}>Cancel</button>
				</div>
			</form>
		`;
	}

	#times(problems: Problems) {
		const { preview } = this;
		if (WHEN_FIELDS.some(name => problems[name] !== undefined)) return nothing;
		return html`
			<div class="times" role="status" aria-label="Next times">
				${
					preview === undefined
						? html`<p class="quiet">Asking for the next times…</p>`
						: preview.error !== null
							? html`<p class="quiet">${preview.error}</p>`
							: html`<p>${preview.words}</p>
								<ol>
									${preview.next.map(time => html`<li><span class="number">${timeText(time)}</span>${time.note === null ? nothing : html` <span class="warn">${icon('warning')} ${time.note}</span>`}</li>`)}
								</ol>
								${preview.next.length === 0 ? html`<p class="quiet">No next time.</p>` : nothing}`
				}
			</div>
		`;
	}

	/** What the hub said to the last try. */
	#word() {
		const { answer } = this;
		if (answer === undefined) return this.#tried ? this.#left() : nothing;
		if (answer.kind === 'refused' && answer.message === this.preview?.error) return nothing; // stands at its field
		if (answer.kind === 'refused') return html`<p class="bad problem" role="alert">${icon('error')} ${answer.message}</p>`;
		const { now } = answer;
		return html`
			<div class="conflict" role="alert">
				<p>${icon('warning')} ${answer.message}</p>
				${
					now === undefined
						? nothing
						: html`<div class="row">
							<button type="button" class="button" @click=${() => this.#start(now)}>Show It as It Is Now</button>
							<button type="button" class="button" @click=${() => this.#insist(now)}>Save Mine Instead</button>
						</div>`
				}
			</div>
		`;
	}

	#left() {
		const wrong = this.form === undefined ? 0 : Object.keys(problemsOf(this.form, this.#base?.component === 'system')).length;
		return wrong === 0
			? nothing
			: html`<p class="bad problem" role="alert">${icon('error')} ${wrong === 1 ? 'One field is' : `${wrong} fields are`} not right yet.</p>`;
	}

	/** Begins anew from the job as it is. */
	#start(job: Job): void {
		this.#base = job;
		this.form = formOf(job, this.zone);
		this.answer = undefined;
		this.#tried = false;
		this.#touched.clear();
	}

	#insist(job: Job): void {
		this.#base = job;
		void this.#save();
	}

	readonly #submit = (event: Event): void => {
		event.preventDefault();
		void this.#save();
	};

	readonly #key = (event: KeyboardEvent): void => {
		if (event.key === 'Escape' && !event.defaultPrevented) tell(this, 'mc-close', null);
	};

	async #save(): Promise<void> {
		const { form, feed } = this;
		const job = this.#base;
		if (form === undefined || feed === undefined || this.saving) return;
		this.#tried = true;
		this.answer = undefined;
		const problems = problemsOf(form, job?.component === 'system');
		if (Object.keys(problems).length > 0) {
			this.folded &&= !Object.keys(problems).some(name => name in form.limits);
			this.requestUpdate();
			await this.#goToProblem();
			return;
		}
		this.saving = true;
		const saved = await (job === undefined ? feed.add(jobOfForm(form)) : feed.change(job.id, changeOfForm(form, job)));
		this.saving = false;
		if (saved.kind === 'saved') tell(this, 'mc-close', saved.job.id);
		else {
			this.answer = saved;
			await this.#goToProblem();
		}
	}

	/** The first field that is wrong. */
	async #goToProblem(): Promise<void> {
		await this.updateComplete;
		this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
	}

	/** Asks for the next times once the schedule stands still. */
	#askPreview(): void {
		const { form, feed, clock } = this;
		if (form === undefined || feed === undefined || clock === undefined) return;
		const problems = problemsOf(form);
		if (WHEN_FIELDS.some(name => problems[name] !== undefined)) return;
		const schedule = scheduleOf(form.when);
		const key = JSON.stringify(schedule);
		if (key === this.#asked) return;
		this.#asked = key;
		this.#asking.dispose();
		this.#asking = clock.after(SETTLE, () => {
			void feed
				.preview(schedule)
				.catch((error: unknown): Preview => ({ error: messageOf(error), words: '', next: [] }))
				.then(preview => {
					if (key === this.#asked) this.preview = preview;
				});
		});
	}
}
