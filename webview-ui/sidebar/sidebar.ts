// The sidebar's view: both budgets, what the last days cost, how fresh that is, and the way to the dashboard.
import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Overview } from '../../src/contract';
import { NO_ANSWER, sceneOf } from '../dashboard/words';
import type { Figures } from '../feed';
import type { Page } from '../page';
import '../parts/bar';
import '../parts/chart';
import '../parts/freshness';
import '../parts/scanBar';
import { tell } from '../parts/events';
import { Follow } from '../parts/follow';
import { icon } from '../parts/icon';
import { amountText } from '../parts/measure';
import { Now } from '../parts/now';
import { chooseSeries, type Series } from '../parts/series';
import { stackColumns } from '../parts/stack';
import { base } from '../parts/styles';

/** Columns of the chart. */
export const DAYS = 14;

@customElement('mc-sidebar')
export class Sidebar extends LitElement {
	static override styles = [
		base,
		css`
			:host {
				display: flex;
				flex-direction: column;
				gap: 8px;
				min-height: 100vh;
				padding: 6px 0 8px;
			}
			/* The bars come first: the chart takes what height is left, and goes where that is too little. */
			section {
				display: flex;
				flex-direction: column;
				flex: 1 0 auto;
				max-height: 170px;
			}
			mc-chart {
				flex: 1 0 0;
				min-height: 0;
			}
			.heading {
				display: flex;
				flex-wrap: wrap;
				align-items: baseline;
				gap: 0 8px;
				margin-bottom: 2px;
			}
			h2 {
				font-weight: 600;
			}
			.total {
				margin-inline-start: auto;
			}
			.foot {
				display: flex;
				flex-wrap: wrap;
				align-items: baseline;
				justify-content: space-between;
				gap: 2px 12px;
			}
			.trouble {
				overflow-wrap: anywhere;
			}
			.trouble .icon {
				color: var(--vscode-editorWarning-foreground);
			}
		`,
	];

	readonly #follow: Follow;
	readonly #now: Now;
	#series: readonly Series[] = [];

	constructor(page: Page) {
		super();
		this.#follow = new Follow(this, page.feed);
		this.#now = new Now(this, page.clock);
	}

	override render() {
		const { figures } = this.#follow;
		const { meter, overview, hub } = figures;
		const scene = sceneOf(figures);
		if (scene === 'waiting') return html`<p class="quiet" role="status">Waiting for the hub…</p>`;
		return html`
			<h1 class="spoken">Mission Control overview</h1>
			${this.#trouble(figures)} ${scene === 'scanning' ? html`<mc-scan-bar .progress=${figures.progress}></mc-scan-bar>` : nothing}
			${
				meter === undefined
					? nothing
					: html`
						<mc-bar name="Today" period="daily" brief .budget=${meter.daily} .thresholds=${meter.thresholds} .stale=${hub !== 'live'}></mc-bar>
						<mc-bar name="This Month" period="monthly" brief .budget=${meter.monthly} .thresholds=${meter.thresholds} .stale=${hub !== 'live'}></mc-bar>`
			}
			${overview !== undefined && overview.totals.requests > 0 ? this.#chart(overview) : nothing}
			${scene === 'empty' ? html`<p>No usage found yet. <button class="link" @click=${() => tell(this, 'mc-command', 'showSources')}>Show the folders that are read</button></p>` : nothing}
			<div class="foot">
				<mc-freshness brief .figures=${figures} .now=${this.#now.value}></mc-freshness>
				<button class="link" @click=${() => tell(this, 'mc-command', 'openDashboard')}>Open Dashboard</button>
			</div>
		`;
	}

	#trouble({ hub, reason, problem }: Figures) {
		const text = hub === 'gone' ? reason || NO_ANSWER : problem;
		if (text === '') return nothing;
		return html`<p class="trouble" role="status">
			${icon('warning')} ${text.trim()} <button class="link" @click=${() => tell(this, 'mc-command', 'showLog')}>Show Log</button>
		</p>`;
	}

	#chart(overview: Overview) {
		// Without any price at all, tokens tell more than an empty chart.
		const measure = overview.totals.cost === null ? 'tokens' : 'cost';
		const { series } = chooseSeries(overview.models, measure, this.#series);
		this.#series = series;
		const title = `Last ${overview.buckets.length} Days`;
		return html`
			<section aria-label=${title}>
				<div class="heading">
					<h2>${title}</h2>
					<span class="total number">${amountText(overview.totals, measure)}</span>
				</div>
				<mc-chart
					brief
					.columns=${stackColumns(overview.buckets, series, measure)}
					.measure=${measure}
					.period=${overview.period}
					fill
					.height=${120}
					.label=${`${measure === 'cost' ? 'Cost' : 'Tokens'} by model, last ${overview.buckets.length} days`}
				></mc-chart>
			</section>
		`;
	}
}
