// The calendar as a table: a row a job, a column a day, and what each day cost.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Job } from '../../src/contract';
import { dayLabel } from '../../src/vscode/view/format';
import { scrollBox, scrollStyles } from '../parts/scroll';
import { base } from '../parts/styles';
import { byJob } from './lanes';
import { costWordsIn, countWords, marksOf } from './marks';
import type { Week } from './readWeek';
import { jobName } from './words';

@customElement('mc-calendar-table')
export class CalendarTable extends LitElement {
	static override styles = [
		base,
		scrollStyles,
		css`
			:host {
				container-type: inline-size;
			}
			tbody th,
			thead th:first-child,
			tfoot th {
				position: sticky;
				left: 0;
				background: var(--vscode-editor-background);
			}
			.name {
				display: inline-block;
				max-width: clamp(72px, 30cqi, 180px);
				vertical-align: bottom;
			}
		`,
	];

	@property({ attribute: false }) week: Week | undefined;
	@property({ attribute: false }) jobs: readonly Job[] = [];
	@property({ type: Number }) now = 0;

	override render() {
		const { week } = this;
		if (week === undefined) return nothing;
		const { days } = week;
		const runs = byJob(week.runs);
		const caption = 'Calendar as a table: runs a day';
		return scrollBox(
			caption,
			html`
				<table>
					<caption class="spoken">${caption}</caption>
					<thead>
						<tr>
							<th scope="col">Job</th>
							${days.map(({ day }) => html`<th scope="col">${dayLabel(day, { weekday: true })}</th>`)}
						</tr>
					</thead>
					<tbody>
						${this.jobs.map(job => {
							const planned = week.planned.filter(({ job_id }) => job_id === job.id).map(({ at }) => at);
							const marks = marksOf(runs.get(job.id) ?? [], planned, this.now);
							return html`<tr>
								<th scope="row"><span class="name cut" title=${jobName(job)}>${jobName(job)}</span></th>
								${days.map(({ from, to }) => html`<td>${countWords(marks, from, to)}</td>`)}
							</tr>`;
						})}
					</tbody>
					<tfoot>
						<tr>
							<th scope="row">Cost</th>
							${days.map(({ from, to }) => html`<td>${costWordsIn(week.runs, from, to)}</td>`)}
						</tr>
					</tfoot>
				</table>
			`,
		);
	}
}
