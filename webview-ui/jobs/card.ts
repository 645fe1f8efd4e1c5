// A job as a card: what it is, how it is, when it runs next, what the last run came to, and what can be done with it.
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Job, JobRun } from '../../src/contract';
import { actionWords } from '../../src/vscode/view/actionText';
import { jobState, stateLook } from '../../src/vscode/view/jobState';
import { tell } from '../parts/events';
import { icon } from '../parts/icon';
import { shownName } from '../parts/name';
import { base } from '../parts/styles';
import { cardStyles } from './cardStyles';
import type { History, Note, Output } from './jobsFeed';
import { JOB_LOOK, RUN_LOOK } from './looks';
import './runs';
import { jobStyles } from './styles';
import { bannerOf, jobName, lastWords, monthWords, nextWords, runningWords } from './words';

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
		return html`
			<article class=${`edge card ${job.enabled ? '' : 'resting'}`} aria-labelledby="name">
				<div class="head">
					<h3 id="name" class="cut" title=${jobName(job)}>${jobName(job)}</h3>
					<span class=${`tone ${tone}`}>${icon(sign)} ${word}</span>
				</div>
				<p class="cut quiet" title=${shownName(actionWords(job.action), '')}>${shownName(actionWords(job.action), '')}</p>
				${this.#facts(job)} ${this.#banner(job)} ${this.#progress(job)} ${this.#actions(job)}
				<p class=${`note ${this.note?.tone ?? ''}`} role="status">
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

	/** Focus returns here when the form is closed. */
	focusEdit(): void {
		this.renderRoot.querySelector<HTMLElement>('.edit')?.focus();
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

	#progress(job: Job) {
		if (job.running === null) return nothing;
		return html`
			<div class="progress">
				<span class="number">${runningWords(this.run, this.now)}</span>
				<div class="track" role="progressbar" aria-label=${`${jobName(job)} is running`}><div class="fill"></div></div>
				<button class="button cancel" ?disabled=${!this.live} @click=${() => tell(this, 'mc-job', { order: 'cancel', job })}>Cancel</button>
			</div>
		`;
	}

	#actions(job: Job) {
		const busy = !this.live || this.note?.tone === 'busy';
		const order = (name: 'run' | 'edit' | 'enable' | 'disable' | 'remove' | 'history') => () => tell(this, 'mc-job', { order: name, job });
		const open = this.history !== undefined;
		return html`
			<div class="row actions" role="group" aria-label=${`Actions of ${jobName(job)}`}>
				<button class="button run" ?disabled=${busy || job.running !== null} @click=${order('run')}>Run Now</button>
				<button class="button edit" ?disabled=${!this.live} @click=${order('edit')}>Edit</button>
				<button class="button" ?disabled=${busy} @click=${order(job.enabled ? 'disable' : 'enable')}>${job.enabled ? 'Disable' : 'Enable'}</button>
				${job.component === 'system' ? nothing : html`<button class="button" ?disabled=${busy} @click=${order('remove')}>Delete</button>`}
				<button class="button history" aria-expanded=${open} @click=${order('history')}>History ${icon(open ? 'up' : 'down')}</button>
			</div>
		`;
	}
}
