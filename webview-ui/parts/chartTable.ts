// The chart as a table: the same columns and series in rows and cells, newest first.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Period } from '../../src/contract';
import { bucketLabel } from '../../src/vscode/view/format';
import { amountText, MEASURE_LABEL, type Measure, numberText } from './measure';
import { scrollBox, scrollStyles } from './scroll';
import type { Series } from './series';
import type { Column } from './stack';
import { base } from './styles';

const PERIOD_NOUN: Record<Period, string> = { daily: 'Day', weekly: 'Week', monthly: 'Month' };

@customElement('mc-chart-table')
export class ChartTable extends LitElement {
	static override styles = [
		base,
		scrollStyles,
		css`
			.scroll {
				max-height: 420px;
				overflow-y: auto;
			}
			thead th {
				position: sticky;
				top: 0;
				z-index: 1;
				background: var(--vscode-editor-background);
			}
			tbody th,
			thead th:first-child {
				position: sticky;
				left: 0;
				background: var(--vscode-editor-background);
			}
			thead th:first-child {
				z-index: 2;
			}
			.series {
				display: inline-block;
				max-width: 140px;
				vertical-align: bottom;
			}
		`,
	];

	@property({ attribute: false }) columns: readonly Column[] = [];
	@property({ attribute: false }) series: readonly Series[] = [];
	@property() measure: Measure = 'cost';
	@property() period: Period = 'daily';

	override render() {
		const noun = PERIOD_NOUN[this.period];
		const caption = `Chart as a table: ${MEASURE_LABEL[this.measure].toLowerCase()} a ${noun.toLowerCase()}`;
		return scrollBox(
			caption,
			html`
				<table>
					<caption class="spoken">${caption}</caption>
					<thead>
						<tr>
							<th scope="col">${noun}</th>
							<th scope="col">Total</th>
							${this.series.map(({ label }) => html`<th scope="col"><span class="series cut" title=${label}>${label}</span></th>`)}
						</tr>
					</thead>
					<tbody>
						${[...this.columns].reverse().map(column => this.#row(column))}
					</tbody>
				</table>
			`,
		);
	}

	#row(column: Column) {
		const amounts = new Map(column.segments.map(({ series, amount }) => [series.id, amount]));
		return html`
			<tr>
				<th scope="row">${bucketLabel(this.period, column.start, column.end)}</th>
				<td>${column.totals.requests === 0 ? html`<span class="quiet">–</span>` : amountText(column.totals, this.measure)}</td>
				${this.series.map(({ id }) => {
					const amount = amounts.get(id);
					return html`<td>${amount === undefined ? nothing : numberText(amount, this.measure)}</td>`;
				})}
			</tr>
		`;
	}
}
