// A budget as a bar: how much is used, of what limit, and at what level; told by words and a sign as well as by colour.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BudgetPeriod, PeriodMeter } from '../../src/contract';
import { budgetWords } from './budget';
import { tell } from './events';
import { icon } from './icon';
import { place } from './place';
import { base } from './styles';

const LIMIT_COMMAND = { daily: 'setDailyBudget', monthly: 'setMonthlyBudget' } as const;

@customElement('mc-bar')
export class Bar extends LitElement {
	static override styles = [
		base,
		css`
			:host {
				container-type: inline-size;
			}
			.line {
				display: flex;
				flex-wrap: wrap;
				align-items: baseline;
				column-gap: 8px;
			}
			.name {
				font-weight: 600;
			}
			.amounts {
				display: flex;
				flex-wrap: wrap;
				justify-content: flex-end;
				column-gap: 6px;
				margin-inline-start: auto;
			}
			.share {
				min-width: 2.6em;
				text-align: end;
				font-weight: 600;
			}
			.track {
				position: relative;
				height: 6px;
				margin: 4px 0;
				border-radius: 3px;
				overflow: hidden;
				background: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
				outline: 1px solid var(--vscode-contrastBorder, transparent);
			}
			.fill {
				height: 100%;
				border-radius: 3px;
				background: var(--vscode-charts-blue);
			}
			.warning .fill {
				background: var(--vscode-editorWarning-foreground);
			}
			.error .fill {
				background: var(--vscode-errorForeground);
			}
			.threshold {
				position: absolute;
				top: 0;
				bottom: 0;
				width: 2px;
				margin-inline-start: -1px;
				background: var(--back, var(--vscode-editor-background));
				opacity: 0.75;
			}
			.stale {
				opacity: 0.65;
			}
			.under {
				font-size: 0.92em;
				min-height: 1.4em;
			}
			.level {
				color: var(--vscode-foreground);
			}
			.warning .level .icon {
				color: var(--vscode-editorWarning-foreground);
			}
			.error .level .icon {
				color: var(--vscode-errorForeground);
			}
			.push {
				margin-inline-start: auto;
			}
			/* Narrow: the share stays beside the name, and the amounts have a line of their own. */
			@container (max-width: 250px) {
				.amounts {
					display: contents;
				}
				.share {
					margin-inline-start: auto;
				}
				.amount {
					order: 1;
					flex: 0 0 100%;
				}
			}
		`,
	];

	@property({ attribute: false }) budget: PeriodMeter | undefined;
	@property() period: BudgetPeriod = 'daily';
	/** What people call it: `Today`. */
	@property() name = '';
	@property({ attribute: false }) thresholds: readonly number[] = [];
	/** The figures are old: a colour would be a claim about now. */
	@property({ type: Boolean }) stale = false;
	/** Room for little: no link to change a limit that is set, no word about calls without a price but the ≥. */
	@property({ type: Boolean }) brief = false;

	override render() {
		const { budget, name } = this;
		if (budget === undefined) return nothing;
		const words = budgetWords(name, budget);
		const level = this.stale ? 'normal' : budget.level;
		const limited = budget.limit > 0;
		return html`
			<div class=${level}>
				<div class="line">
					<span class="name">${name}</span>
					<span class="amounts number" title=${words.unpriced === '' ? nothing : words.unpriced}>
						<span class="amount">${words.amount}</span>
						${limited ? html`<span class="share">${words.share}</span>` : nothing}
					</span>
				</div>
				<div
					class="track ${this.stale ? 'stale' : ''}"
					role="meter"
					aria-label=${`${name}: budget`}
					aria-valuemin="0"
					aria-valuemax="100"
					aria-valuenow=${Math.floor(words.length)}
					aria-valuetext=${words.spoken}
				>
					<div class="fill" ${place({ width: `${words.length}%` })}></div>
					${limited ? this.thresholds.filter(at => at < 100).map(at => html`<div class="threshold" ${place({ left: `${at}%` })}></div>`) : nothing}
				</div>
				<div class="line under quiet">
					${words.level !== '' && !this.stale ? html`<span class="level">${icon(budget.level === 'error' ? 'error' : 'warning')} ${words.level}</span>` : nothing}
					<span class="number">${limited ? words.left : 'No limit'}</span>
					${words.unpriced === '' || this.brief ? nothing : html`<span>${words.unpriced}</span>`}
					${this.#limitLink(limited)}
				</div>
			</div>
		`;
	}

	#limitLink(limited: boolean) {
		if (limited && this.brief) return nothing;
		const text = limited ? 'Change limit' : 'Set a limit';
		const of = this.period === 'daily' ? 'a day' : 'a month';
		return html`<button class="link push" aria-label=${`${text} for ${of}`} @click=${() => tell(this, 'mc-command', LIMIT_COMMAND[this.period])}>${text}</button>`;
	}
}
