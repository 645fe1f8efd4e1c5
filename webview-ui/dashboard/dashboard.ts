// The dashboard: budgets, the chart of a period and its tables by model, agent and project; and the page of the jobs.
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Disposable, Disposables } from '../../src/base/disposable';
import type { Overview } from '../../src/contract';
import type { Figures } from '../feed';
import { openJobsFeed } from '../jobs/jobsFeed';
import { JobsPage } from '../jobs/page';
import type { Page } from '../page';
import '../parts/bar';
import '../parts/chart';
import '../parts/chartTable';
import '../parts/choice';
import '../parts/empty';
import '../parts/freshness';
import '../parts/legend';
import '../parts/notice';
import '../parts/scanBar';
import '../parts/table';
import { told } from '../parts/events';
import { Follow } from '../parts/follow';
import { amountText, MEASURE_LABEL, MEASURES } from '../parts/measure';
import type { Action } from '../parts/notice';
import { Now } from '../parts/now';
import { chooseSeries, type Series } from '../parts/series';
import { stackColumns } from '../parts/stack';
import { base } from '../parts/styles';
import { Theme } from '../parts/theme';
import { PAGES, PERIODS, type Remembered, readRemembered } from './remember';
import { dashboardStyles } from './styles';
import { ABOUT_COST, COLUMN_COUNT, chartTitle, NO_ANSWER, rangeText, type Scene, sceneOf } from './words';

const PAGE_OPTIONS = [
	{ value: 'usage', label: 'Usage' },
	{ value: 'jobs', label: 'Jobs' },
];
const PERIOD_OPTIONS = PERIODS.map(value => ({ value, label: value.slice(0, 1).toUpperCase() + value.slice(1) }));
const MEASURE_OPTIONS = MEASURES.map(value => ({ value, label: MEASURE_LABEL[value] }));
const LOG_ACTIONS: readonly Action[] = [{ label: 'Show Log', command: 'showLog' }];
const HUB_ACTIONS: readonly Action[] = [{ label: 'Restart Hub', command: 'restartHub' }, ...LOG_ACTIONS];

@customElement('mc-dashboard')
export class Dashboard extends LitElement {
	static override styles = [base, dashboardStyles];

	readonly #page: Page;
	readonly #follow: Follow;
	readonly #now: Now;
	readonly #theme = new Theme(this);
	@state() private view: Remembered;
	/** The series of the last drawing: a model keeps its colour. */
	#series: readonly Series[] = [];
	/** Made when the jobs are first looked at; kept, so that nothing typed is lost by a look at the usage. */
	#jobs: JobsPage | undefined;
	#shows: Disposable = new Disposables();

	constructor(page: Page) {
		super();
		this.#page = page;
		this.#follow = new Follow(this, page.feed);
		this.#now = new Now(this, page.clock);
		this.view = readRemembered(page.host.kept());
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#shows = this.#page.host.onMessage(message => {
			if (message.kind !== 'show') return;
			if (message.view === 'jobs') this.#look({ page: 'jobs' });
			else this.#look({ page: 'usage', period: message.view });
		});
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#shows.dispose();
	}

	override render() {
		const { figures } = this.#follow;
		return html`
			<header>
				<h1>Mission Control</h1>
				<mc-choice
					label="Page"
					.options=${PAGE_OPTIONS}
					.value=${this.view.page}
					@mc-choose=${(event: Event) => this.#look({ page: PAGES.find(page => page === told(event, 'mc-choose')) ?? 'usage' })}
				></mc-choice>
				<mc-freshness .figures=${figures} .now=${this.#now.value}></mc-freshness>
			</header>
			${this.#trouble(figures)} ${this.view.page === 'jobs' ? this.#jobsPage() : this.#scene(figures)}
		`;
	}

	#jobsPage() {
		const { feed, clock } = this.#page;
		if (this.#jobs === undefined) {
			this.#jobs = new JobsPage({ feed, clock, jobs: openJobsFeed({ clock, feed }) });
			this.#jobs.addEventListener('mc-look', event => this.#look(told(event, 'mc-look')));
		}
		this.#jobs.view = this.view;
		return this.#jobs;
	}

	#scene(figures: Figures) {
		const scene = sceneOf(figures);
		if (scene === 'unreachable') return nothing; // the notice says it all
		if (scene === 'waiting') return this.#waiting();
		if (scene === 'empty') {
			const found = figures.meter?.any_source === true;
			return html`${this.#budgets(figures)}<mc-empty .sources=${figures.sources} .home=${figures.home} .found=${found}></mc-empty>`;
		}
		return html`
			${scene === 'scanning' ? html`<mc-scan-bar .progress=${figures.progress}></mc-scan-bar>` : nothing} ${this.#budgets(figures)}
			${this.#rest(scene, figures)}
		`;
	}

	#rest(scene: Scene, figures: Figures) {
		const { overview, problem } = figures;
		if (overview === undefined) return problem === '' ? this.#waiting() : nothing;
		return scene === 'scanning' && overview.totals.requests === 0 ? nothing : this.#usage(overview, figures);
	}

	#waiting() {
		return html`<div class="waiting quiet" role="status">
			${this.#theme.still ? nothing : html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`} Waiting for the hub…
		</div>`;
	}

	#trouble({ hub, reason, problem, meter, storeNotes }: Figures) {
		if (hub === 'gone') {
			const old = meter === undefined ? '' : ' These figures are old.';
			return html`<mc-notice .text=${`${reason || NO_ANSWER}${old}`} .actions=${HUB_ACTIONS}></mc-notice>`;
		}
		return html`
			${problem === '' ? nothing : html`<mc-notice .text=${problem} .actions=${HUB_ACTIONS}></mc-notice>`}
			${storeNotes.length === 0 ? nothing : html`<mc-notice .text=${storeNotes.join(' ')} .actions=${LOG_ACTIONS}></mc-notice>`}
		`;
	}

	#budgets({ meter, hub }: Figures) {
		if (meter === undefined) return nothing;
		const stale = hub !== 'live';
		const { thresholds } = meter;
		return html`
			<section class="budgets" aria-label="Budget">
				<mc-bar name="Today" period="daily" .budget=${meter.daily} .thresholds=${thresholds} .stale=${stale}></mc-bar>
				<mc-bar name="This Month" period="monthly" .budget=${meter.monthly} .thresholds=${thresholds} .stale=${stale}></mc-bar>
			</section>
		`;
	}

	#usage(overview: Overview, { home }: Figures) {
		const { measure, asTable } = this.view;
		const off = new Set(this.view.off);
		const { series, unpriced } = chooseSeries(overview.models, measure, this.#series);
		this.#series = series;
		const columns = stackColumns(overview.buckets, series, measure, off);
		const slots = new Map(series.flatMap(({ models, slot }) => models.map(model => [model, slot] as const)));
		const range = rangeText(overview);
		const title = chartTitle(measure);
		const busy = this.#page.feed.asking;
		return html`
			<div class="controls">
				<mc-choice
					label="Period"
					.options=${PERIOD_OPTIONS}
					.value=${this.view.period}
					@mc-choose=${(event: Event) => this.#look({ period: PERIODS.find(period => period === told(event, 'mc-choose')) ?? 'daily' })}
				></mc-choice>
				<mc-choice
					label="Measure"
					.options=${MEASURE_OPTIONS}
					.value=${measure}
					@mc-choose=${(event: Event) => this.#look({ measure: MEASURES.find(one => one === told(event, 'mc-choose')) ?? 'cost' })}
				></mc-choice>
			</div>
			<section aria-label=${title} aria-busy=${busy}>
				<div class="heading">
					<h2>${title}</h2>
					<span class="quiet">${range}</span>
					<span class="total number">${amountText(overview.totals, measure)}</span>
				</div>
				<mc-chart
					.columns=${columns}
					.measure=${measure}
					.period=${overview.period}
					.height=${220}
					.label=${`${title}, ${range}`}
				></mc-chart>
				<mc-legend .series=${series} .unpriced=${unpriced} .off=${off} @mc-toggle=${(event: Event) => this.#toggle(told(event, 'mc-toggle'))}></mc-legend>
				<div class="under-chart">
					<vscode-button appearance="secondary" aria-expanded=${asTable} @click=${() => this.#look({ asTable: !asTable })}>
						${asTable ? 'Hide table' : 'Show as table'}
					</vscode-button>
					${
						asTable
							? html`<mc-chart-table .columns=${columns} .series=${series} .measure=${measure} .period=${overview.period}></mc-chart-table>`
							: nothing
					}
				</div>
			</section>
			<section class="tables" aria-label=${`Usage ${range}`} aria-busy=${busy}>
				<mc-table class="whole" kind="model" caption="Usage by model" .slices=${overview.models} .totals=${overview.totals} .slots=${slots}></mc-table>
				<mc-table kind="agent" caption="Usage by agent" .slices=${overview.agents} .totals=${overview.totals}></mc-table>
				<mc-table kind="project" caption="Usage by project" .slices=${overview.projects} .totals=${overview.totals} .home=${home}></mc-table>
			</section>
			<p class="foot quiet">${ABOUT_COST}</p>
		`;
	}

	#toggle(id: string): void {
		const { off } = this.view;
		this.#look({ off: off.includes(id) ? off.filter(one => one !== id) : [...off, id] });
	}

	/** Changes how the dashboard is looked at, and remembers it. */
	#look(change: Partial<Remembered>): void {
		this.view = { ...this.view, ...change };
		this.#page.host.keep(this.view);
		const { period } = this.view;
		this.#page.feed.ask({ period, count: COLUMN_COUNT[period] });
	}
}
