// A job as a card: what it is, how it is, when it runs next, what the last run came to, and what can be done with it.
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Job, JobRun } from '../../src/contract';
import { actionWords, visible } from '../../src/vscode/view/actionText';
import { jobState, stateLook } from '../../src/vscode/view/jobState';
import { type JobOrder, tell } from '../parts/events';
import { icon } from '../parts/icon';
import { base } from '../parts/styles';
import { cardStyles } from './cardStyles';
import type { History, Note, Output } from './jobsFeed';
import { JOB_LOOK, RUN_LOOK } from './looks';
import './runs';
import { jobStyles } from './styles';
import { bannerOf, jobName, lastWords, monthWords, nextWords, runningWords } from './words';

/** Characters of what a job does, on its card. */
const LONGEST = 500;

@customElement('mc-job-card')
export class JobCard extends LitElement {
	static override styles = [base, jobStyles, cardStyles];

	@property({ attribute: false }) job: Job | undefined;
	/** The last that came to a result, where it is known. */
	@property({ attribute: false }) last: JobRun | undefined;
	/** The one that runs. */
	@property({ attribute: false }) run: JobRun | undefined;
	@property({ attribute: false }) history: History | undefined;
	@property({ attribute: false }) outputs: ReadonlyMap<number, Output> = new Map();
	@property({ attribute: false }) note: Note | undefined;
	@property() zone = '';
	/** ms. */
	@property({ type: Number }) now = 0;
	/** There is a hub to give orders to. */
	@property({ type: Boolean }) live = false;

	override render() {
		const { job, history } = this;
		if (job === undefined) return nothing;
		const state = jobState(job);
		const { icon: sign, tone } = JOB_LOOK[state];
		const word = stateLook(state).word;
		const action = visible(actionWords(job.action)).slice(0, LONGEST);
		return html`
			<article class=${`edge card ${job.enabled ? '' : 'resting'}`} aria-labelledby="name">
				<div class="head">
					<h3 id="name" class="cut" title=${jobName(job)}>${jobName(job)}</h3>
					<span class=${`tone ${tone}`}>${icon(sign)} ${word}</span>
				</div>
				<p class="cut quiet" title=${action}>${action}</p>
				${this.#facts(job)} ${this.#banner(job)} ${this.#progress(job)} ${this.#actions(job)}
				<p class=${`note ${this.note?.tone ?? 'none'}`} role="status">
					${this.note === undefined ? nothing : html`${this.note.tone === 'bad' ? html`<span class="bad">${icon('error')}</span> ` : nothing}${this.note.text}`}
				</p>
				${
					history === undefined
						? nothing
						: html`<mc-runs .job=${job} .history=${history} .outputs=${this.outputs} .zone=${this.zone} .now=${this.now}></mc-runs>`
				}
			</article>
		`;
	}

	#facts(job: Job) {
		const moment = { now: this.now, zone: this.zone };
		const next = nextWords(job, moment);
		const last = lastWords(job, this.last, moment);
		const month = monthWords(job);
		const status =
			last === undefined
				? undefined
				: this.last !== undefined && (job.running !== null || job.last_status === null)
					? this.last.status
					: job.last_status;
		const look = status === null || status === undefined ? undefined : RUN_LOOK[status];
		return html`
			<dl>
				<dt>When</dt>
				<dd>${job.words === '' ? '–' : job.words}</dd>
				<dt>Next</dt>
				<dd>${next.relative}${next.exact === '' ? nothing : html` <span class="quiet">· ${next.exact}</span>`}</dd>
				<dt>Last</dt>
				<dd>
					${
						last === undefined
							? html`<span class="quiet">not run yet</span>`
							: html`<span class=${`tone ${look?.tone ?? ''}`}>${look === undefined ? nothing : icon(look.icon)} ${last.word}</span>
								<span title=${last.exact}>${last.age}</span>
								${last.took === '' ? nothing : html`<span class="quiet">· ${last.took}</span>`}
								${last.cost === '' ? nothing : html`<span class="number">· ${last.cost}</span>`}`
					}
				</dd>
				${month === '' ? nothing : html`<dt>Cost</dt><dd class="number">${month}</dd>`}
			</dl>
		`;
	}

	#banner(job: Job) {
		const banner = bannerOf(job);
		if (banner === undefined) return nothing;
		return html`<div class="banner bad">${icon('error')}<p><strong>${banner.title}</strong> ${banner.text}</p></div>`;
	}

	/** A button that waits keeps the focus, so it is not disabled but does nothing. */
	#tell(order: JobOrder['order'], job: Job) {
		return (event: Event) => {
			if ((event.currentTarget as HTMLElement).ariaDisabled !== 'true') tell(this, 'mc-job', { order, job });
		};
	}

	#progress(job: Job) {
		if (job.running === null) return nothing;
		return html`
			<div class="progress">
				<span class="number">${runningWords(this.run, this.now)}</span>
				<div class="track" role="progressbar" aria-label=${`${jobName(job)} is running`}><div class="fill"></div></div>
				<button class="button cancel" aria-disabled=${!this.live} @click=${this.#tell('cancel', job)}>Cancel</button>
			</div>
		`;
	}

	#actions(job: Job) {
		const busy = !this.live || this.note?.tone === 'busy';
		const open = this.history !== undefined;
		return html`
			<div class="row actions" role="group" aria-label=${`Actions of ${jobName(job)}`}>
				<button class="button run" aria-disabled=${busy || job.running !== null} @click=${this.#tell('run', job)}>Run Now</button>
				<button class="button edit" aria-disabled=${!this.live} @click=${this.#tell('edit', job)}>Edit</button>
				<button class="button" aria-disabled=${busy} @click=${this.#tell(job.enabled ? 'disable' : 'enable', job)}>${job.enabled ? 'Disable' : 'Enable'}</button>
				${job.component === 'system' ? nothing : html`<button class="button" aria-disabled=${busy} @click=${this.#tell('remove', job)}>Delete</button>`}
				<button class="button history" aria-expanded=${open} @click=${this.#tell('history', job)}>History ${icon(open ? 'up' : 'down')}</button>
			</div>
		`;
	}
}
