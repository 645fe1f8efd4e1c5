// The jobs page: the calendar of the week, a card a job, the form, and the product's own jobs behind a fold.
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Clock, parseInstant } from '../../src/base/clock';
import { machineZone } from '../../src/base/day';
import type { Disposable } from '../../src/base/disposable';
import type { Job } from '../../src/contract';
import { counted } from '../../src/vscode/view/format';
import type { Remembered } from '../dashboard/remember';
import type { Feed } from '../feed';
import { type JobOrder, type PartEvents, tell, told } from '../parts/events';
import { icon } from '../parts/icon';
import { Now } from '../parts/now';
import { base } from '../parts/styles';
import './calendar';
import './calendarTable';
import './card';
import './form';
import type { JobsFeed, Output } from './jobsFeed';
import { MOST_LANES } from './lanes';
import { jobPageStyles } from './pageStyles';
import { jobStyles } from './styles';
import { groupJobs, type JobGroups, jobName, lastRuns } from './words';

/** From so many jobs on there is a filter. */
const MANY = 10;
/** Cards before "Show all". */
const FEW = 40;
const SECOND = 1000;
/** How often a card's ages are told anew where nothing is about to happen. ms */
const SLOW = 15_000;

@customElement('mc-jobs')
export class JobsPage extends LitElement {
	static override styles = [base, jobStyles, jobPageStyles];

	@property({ attribute: false }) view: Pick<Remembered, 'weekTable' | 'systemJobs'> = { weekTable: false, systemJobs: false };
	/** `add`, a job's id, or nothing. */
	@state() private editing: number | 'add' | undefined;
	@state() private filter = '';
	@state() private all = false;
	readonly #feed: Feed;
	readonly #jobs: JobsFeed;
	readonly #clock: Clock;
	readonly #now: Now;
	#following: Disposable | undefined;
	#removedBefore: number | undefined;

	constructor({ feed, jobs, clock }: { feed: Feed; jobs: JobsFeed; clock: Clock }) {
		super();
		this.#feed = feed;
		this.#jobs = jobs;
		this.#clock = clock;
		this.#now = new Now(this, clock, SECOND);
		this.addEventListener('mc-job', event => this.#order(told(event, 'mc-job')));
		this.addEventListener('mc-output', event => void this.#jobs.loadOutput(told(event, 'mc-output')));
		this.addEventListener('mc-pick', event => void this.#show(told(event, 'mc-pick'), true));
		this.addEventListener('mc-close', event => void this.#close(told(event, 'mc-close')));
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#following = this.#jobs.onChange(() => this.requestUpdate());
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#following?.dispose();
	}

	override render() {
		const { jobs, problem, live } = this.#jobs.figures;
		if (jobs === undefined) {
			if (problem !== '') return html`<p class="trouble bad" role="status">${icon('error')} ${problem}</p>`;
			return live ? html`<p class="quiet trouble" role="status">Reading the jobs…</p>` : nothing;
		}
		const groups = groupJobs(jobs, this.filter);
		return html`
			${problem === '' ? nothing : html`<p class="trouble bad" role="status">${icon('error')} ${problem}</p>`} ${this.#removed()}
			${groups.all === 0 ? nothing : this.#calendar(groups)} ${this.#own(groups)} ${this.#system(groups)}
		`;
	}

	/** The button that had the focus went with its card: the next thing to do is to take it back. */
	protected override updated(): void {
		const removed = this.#jobs.figures.removed?.id;
		if (removed === this.#removedBefore) return;
		this.#removedBefore = removed;
		if (removed !== undefined) this.renderRoot.querySelector<HTMLElement>('.undo')?.focus();
	}

	async #undo(id: number): Promise<void> {
		await this.#jobs.restore();
		await this.#show(id, false);
	}

	#zone(): string {
		return this.#feed.figures.meter?.zone || machineZone();
	}

	#removed() {
		const { removed, notes } = this.#jobs.figures;
		if (removed === undefined) return nothing;
		const note = notes.get(removed.id);
		return html`
			<div class="removed edge" role="status">
				<span>“${jobName(removed)}” was deleted. ${note?.tone === 'bad' ? note.text : nothing}</span>
				<button class="link undo" @click=${() => this.#undo(removed.id)}>Undo</button>
				<button class="link" aria-label="Dismiss" @click=${() => this.#jobs.forgetRemoved()}>${icon('close')}</button>
			</div>
		`;
	}

	#calendar({ own, system }: JobGroups) {
		const { week } = this.#jobs.figures;
		const { weekTable, systemJobs } = this.view;
		const jobs = systemJobs ? [...own, ...system] : own;
		const now = this.#coarse();
		const more = jobs.length - MOST_LANES;
		return html`
			<section class="week" aria-labelledby="week">
				<h2 id="week">Past and next seven days</h2>
				${
					week === undefined
						? html`<p class="quiet" role="status">Reading the runs…</p>`
						: html`<mc-calendar .week=${week} .jobs=${jobs} .now=${now}></mc-calendar>
							${more > 0 ? html`<p class="quiet">Only the first ${MOST_LANES} jobs with runs in these days are drawn; the filter chooses others.</p>` : nothing}
							${week.cut.length > 0 ? html`<p class="quiet">More ran than can be drawn on ${week.cut.join(', ')}.</p>` : nothing}
							<button class="button" aria-expanded=${weekTable} @click=${() => this.#look({ weekTable: !weekTable })}>${weekTable ? 'Hide table' : 'Show as table'}</button>
							${weekTable ? html`<mc-calendar-table .week=${week} .jobs=${jobs} .now=${now}></mc-calendar-table>` : nothing}`
				}
			</section>
		`;
	}

	#own(groups: JobGroups) {
		const { own, all, failing } = groups;
		const shown = this.all ? own : own.slice(0, FEW);
		const live = this.#jobs.figures.live;
		const add = html`<button class="button primary add" ?disabled=${!live || this.editing === 'add'} @click=${() => {
			this.editing = 'add';
		}}>${icon('add')} Add Job</button>`;
		return html`
			<section aria-labelledby="own">
				<div class="heading">
					<h2 id="own">My jobs</h2>
					<span class="quiet">${all === 0 ? nothing : counted(all, 'job')}${failing > 0 ? html` · <span class="bad">${icon('error')}</span> ${all > MANY ? this.#failingOnly(failing) : `${failing} failing`}` : nothing}</span>
					${
						all > MANY
							? html`<input type="search" class="filter" aria-label="Filter jobs" placeholder="Filter by name, state or action" .value=${this.filter} @input=${(
									event: Event,
								) => {
									this.filter = (event.target as HTMLInputElement).value;
								}} />`
							: nothing
					}
					${all === 0 ? nothing : add}
				</div>
				${this.editing === 'add' ? this.#form(undefined) : nothing}
				${all === 0 && this.editing !== 'add' ? html`<div class="empty"><p>No jobs yet. A job asks an agent, runs a command or calls a URL at the times you choose; every run is kept with its output and its cost.</p>${add}</div>` : nothing}
				${all > 0 && own.length === 0 ? html`<p class="quiet" role="status">No job has “${this.filter}” in its name, state, schedule or action.</p>` : nothing}
				${this.#cards(shown)}
				${
					own.length > shown.length
						? html`<button class="link" @click=${() => {
								this.all = true;
							}}>Show all ${own.length} jobs</button>`
						: nothing
				}
			</section>
		`;
	}

	/** Among many jobs, the way to those that fail. */
	#failingOnly(failing: number) {
		return html`<button class="link" title="Show only these" @click=${() => {
			this.filter = 'failing';
		}}>${failing} failing</button>`;
	}

	#system({ system }: JobGroups) {
		if (system.length === 0) return nothing;
		const open = this.view.systemJobs;
		return html`
			<section aria-labelledby="system">
				<h2 id="system"><button class="fold" aria-expanded=${open} @click=${() => this.#look({ systemJobs: !open })}>${icon(open ? 'down' : 'right')} System jobs <span class="quiet">${system.length}</span></button></h2>
				${open ? this.#cards(system) : nothing}
			</section>
		`;
	}

	#cards(jobs: readonly Job[]) {
		const { figures } = this.#jobs;
		const runs = [...(figures.week?.runs ?? []), ...[...figures.histories.values()].flatMap(history => history.runs ?? [])];
		const last = lastRuns(runs);
		const running = new Map(runs.map(run => [run.id, run]));
		const zone = this.#zone();
		const now = this.#now.value;
		return html`
			<div class="cards">
				${repeat(
					jobs,
					({ id }) => id,
					job =>
						this.editing === job.id
							? this.#form(job)
							: html`<mc-job-card
								class=${figures.histories.has(job.id) ? 'wide' : ''}
								data-job=${job.id}
								.job=${job}
								.last=${last.get(job.id)}
								.run=${job.running === null ? undefined : running.get(job.running)}
								.history=${figures.histories.get(job.id)}
								.outputs=${figures.histories.has(job.id) ? figures.outputs : NO_OUTPUTS}
								.note=${figures.notes.get(job.id)}
								.zone=${zone}
								.now=${isSoon(job, now) ? now : this.#coarse()}
								.live=${figures.live}
							></mc-job-card>`,
				)}
			</div>
		`;
	}

	#form(job: Job | undefined) {
		return html`<mc-job-form class="wide" .job=${job} .feed=${this.#jobs} .clock=${this.#clock} .zone=${this.#zone()}></mc-job-form>`;
	}

	#coarse(): number {
		return Math.floor(this.#now.value / SLOW) * SLOW;
	}

	#order({ order, job }: JobOrder): void {
		switch (order) {
			case 'run':
				this.#jobs.run(job);
				break;
			case 'cancel':
				this.#jobs.cancel(job);
				break;
			case 'enable':
			case 'disable':
				this.#jobs.enable(job, order === 'enable');
				break;
			case 'remove':
				this.#jobs.remove(job);
				break;
			case 'edit':
				this.editing = job.id;
				break;
			case 'more':
				this.#jobs.moreHistory(job.id);
				break;
			case 'history':
				if (this.#jobs.figures.histories.has(job.id)) this.#jobs.closeHistory(job.id);
				else this.#jobs.openHistory(job.id);
		}
	}

	/** Brings a card into view, with its history. */
	async #show(id: number, history: boolean): Promise<void> {
		const { jobs, histories } = this.#jobs.figures;
		if (jobs?.find(job => job.id === id)?.component === 'system') this.#look({ systemJobs: true });
		if (history && !histories.has(id)) this.#jobs.openHistory(id);
		this.all = true;
		await this.updateComplete;
		const card = this.renderRoot.querySelector(`mc-job-card[data-job="${id}"]`);
		if (!(card instanceof LitElement)) return;
		await card.updateComplete;
		card.scrollIntoView({ block: 'nearest' });
		card.renderRoot.querySelector<HTMLElement>(history ? '.history' : '.edit')?.focus();
	}

	async #close(saved: number | null): Promise<void> {
		const back = saved ?? this.editing;
		this.editing = undefined;
		await this.updateComplete;
		if (typeof back === 'number') await this.#show(back, false);
		else this.renderRoot.querySelector<HTMLElement>('.add')?.focus();
	}

	#look(change: PartEvents['mc-look']): void {
		tell(this, 'mc-look', change);
	}
}

const NO_OUTPUTS: ReadonlyMap<number, Output> = new Map();

/** Seconds count where it runs, or is about to. */
const isSoon = ({ running, next_run }: Job, now: number): boolean =>
	running !== null || (next_run !== null && Math.abs((parseInstant(next_run) ?? 0) - now) < 90_000);
