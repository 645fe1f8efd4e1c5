// A job's history: a row a run, which opens to all that is known of it and its output.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Job, JobRun } from '../../src/contract';
import { isOver } from '../../src/vscode/view/jobState';
import { tell } from '../parts/events';
import { icon } from '../parts/icon';
import { base } from '../parts/styles';
import type { History, Output } from './jobsFeed';
import { RUN_LOOK } from './looks';
import { jobStyles } from './styles';
import { jobName, runDetails, runWords } from './words';

@customElement('mc-runs')
export class Runs extends LitElement {
	static override styles = [
		base,
		jobStyles,
		css`
			:host {
				container-type: inline-size;
				padding-top: 4px;
				border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
			}
			.scroll {
				max-height: 420px;
				overflow-y: auto;
			}
			li + li {
				border-top: 1px solid color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
			}
			.line {
				display: flex;
				align-items: baseline;
				gap: 8px;
				width: 100%;
				min-height: 24px;
				padding: 2px 4px;
				border-radius: 3px;
			}
			.line:hover {
				background: var(--vscode-list-hoverBackground);
			}
			.line:focus-visible {
				outline-offset: -1px;
			}
			.why {
				flex: 1 1 0;
			}
			.open {
				padding: 4px 4px 10px 24px;
			}
			dl {
				display: grid;
				grid-template-columns: max-content minmax(0, 1fr);
				gap: 1px 10px;
			}
			dt {
				color: var(--vscode-descriptionForeground);
			}
			dd {
				margin: 0;
				overflow-wrap: anywhere;
			}
			pre {
				max-height: 320px;
				margin: 6px 0 0;
				padding: 8px;
				overflow: auto;
				white-space: pre-wrap;
				overflow-wrap: anywhere;
				font-family: var(--vscode-editor-font-family, monospace);
				font-size: var(--vscode-editor-font-size, 0.95em);
				background: var(--vscode-textCodeBlock-background, color-mix(in srgb, var(--vscode-foreground) 7%, transparent));
				border: 1px solid var(--vscode-contrastBorder, transparent);
				border-radius: 4px;
			}
			.none {
				padding: 4px;
			}
			.more {
				margin: 6px 4px 0;
			}
			@container (max-width: 420px) {
				.took {
					display: none;
				}
				.open {
					padding-inline-start: 4px;
				}
			}
			@container (max-width: 300px) {
				.what {
					position: absolute;
					width: 1px;
					overflow: hidden;
					clip-path: inset(50%);
				}
			}
		`,
	];

	@property({ attribute: false }) job: Job | undefined;
	@property({ attribute: false }) history: History | undefined;
	@property({ attribute: false }) outputs: ReadonlyMap<number, Output> = new Map();
	@property() zone = '';
	@property({ type: Number }) now = 0;
	@state() private open: ReadonlySet<number> = new Set();

	override render() {
		const { job, history } = this;
		if (job === undefined || history === undefined) return nothing;
		const { runs, more, problem } = history;
		if (problem !== '') return html`<p class="none bad" role="status">${icon('error')} ${problem}</p>`;
		if (runs === undefined) return html`<p class="none quiet" role="status">Reading the history…</p>`;
		if (runs.length === 0) return html`<p class="none quiet">It has not run yet.</p>`;
		return html`
			<div class="scroll">
				<ul aria-label=${`History of ${jobName(job)}`}>
					${repeat(
						runs,
						({ id }) => id,
						run => this.#row(run),
					)}
				</ul>
				${more ? html`<button class="link more" @click=${() => tell(this, 'mc-job', { order: 'more', job })}>Show older runs</button>` : nothing}
			</div>
		`;
	}

	#row(run: JobRun) {
		const { time, what, why, took, cost } = runWords(run, { now: this.now, zone: this.zone });
		const { icon: sign, tone } = RUN_LOOK[run.status];
		const open = this.open.has(run.id);
		return html`
			<li>
				<button class="line" aria-expanded=${open} @click=${() => this.#toggle(run)}>
					<span class=${tone}>${icon(sign)}</span>
					<span class="number">${time}</span>
					<span class="what tone">${what}</span>
					<span class="why cut quiet" title=${why}>${why}</span>
					${took === '' ? nothing : html`<span class="took number quiet">${took}</span>`}
					${cost === '' ? nothing : html`<span class="number">${cost}</span>`}
				</button>
				${open ? this.#details(run) : nothing}
			</li>
		`;
	}

	#details(run: JobRun) {
		return html`
			<div class="open">
				<dl>${runDetails(run, this.zone).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
				${run.status === 'skipped' || run.status === 'missed' ? html`<p class="quiet">It did not run, so there is no output.</p>` : this.#output(run)}
			</div>
		`;
	}

	#output(run: JobRun) {
		const output = this.outputs.get(run.id);
		if (output === undefined) return html`<p class="quiet" role="status">Reading the output…</p>`;
		if ('problem' in output) return html`<p class="bad" role="status">${icon('error')} ${output.problem}</p>`;
		if (output.text === '') return html`<p class="quiet">${isOver(run) ? 'No output.' : 'No output yet.'}</p>`;
		return html`
			${output.cut ? html`<p class="quiet">Earlier output was dropped; the last 256 KB are kept.</p>` : nothing}
			<pre tabindex="0" role="region" aria-label="Output">${output.text}</pre>
		`;
	}

	#toggle({ id }: JobRun): void {
		const { job } = this;
		if (job === undefined) return;
		const open = new Set(this.open);
		if (!open.delete(id)) {
			open.add(id);
			tell(this, 'mc-output', id);
		}
		this.open = open;
	}

	/** Output of what runs is asked for again as it grows, and once more when it is over. */
	protected override updated(changed: Map<PropertyKey, unknown>): void {
		if (!changed.has('now') && !changed.has('history')) return;
		const before = (changed.get('history') as History | undefined)?.runs ?? [];
		for (const run of this.history?.runs ?? []) {
			if (!this.open.has(run.id)) continue;
			const ended = isOver(run) && before.some(({ id, finished_at }) => id === run.id && finished_at === null);
			if (!isOver(run) || ended) tell(this, 'mc-output', run.id);
		}
	}
}
