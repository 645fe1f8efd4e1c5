// A breakdown as a plain table: by model, agent or project, sorted by a click on a column's head.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Slice, Totals } from '../../src/contract';
import { cost, count, tokens } from '../../src/vscode/view/format';
import { folderName, shortPath } from '../../src/vscode/view/path';
import { icon } from './icon';
import { basisText } from './measure';
import { shownName } from './name';
import { scrollBox, scrollStyles } from './scroll';
import { type ColumnKey, cellNumber, clicked, FIRST_ORDER, type SortOrder, sortSlices } from './sort';
import { base } from './styles';
import { swatch, swatchStyles } from './swatch';
import { Theme } from './theme';

export type TableKind = 'model' | 'agent' | 'project';

/** Rows before "Show all". */
const FEW = 10;
/** So few more are shown at once. */
const SLACK = 3;

interface Head {
	key: ColumnKey;
	label: string;
	/** Shown from which width of the table on. */
	from: 'always' | 'small' | 'medium' | 'wide';
}

const HEADS: readonly Head[] = [
	{ key: 'requests', label: 'Requests', from: 'medium' },
	{ key: 'tokens', label: 'Tokens', from: 'small' },
	{ key: 'input', label: 'Input', from: 'wide' },
	{ key: 'output', label: 'Output', from: 'wide' },
	{ key: 'cacheRead', label: 'Cache read', from: 'wide' },
	{ key: 'cacheWrite', label: 'Cache write', from: 'wide' },
	{ key: 'cost', label: 'Cost', from: 'always' },
];

@customElement('mc-table')
export class Table extends LitElement {
	static override styles = [
		base,
		scrollStyles,
		swatchStyles,
		css`
			:host {
				container-type: inline-size;
				min-width: 0;
			}
			table {
				table-layout: fixed;
			}
			.key-name {
				width: auto;
			}
			.key-requests {
				width: 98px;
			}
			.key-tokens,
			.key-input,
			.key-output {
				width: 72px;
			}
			.key-cacheRead,
			.key-cacheWrite {
				width: 112px;
			}
			.key-cost {
				width: 96px;
			}
			th.key-name,
			td.key-name {
				padding-inline-start: 4px;
			}
			.small,
			.medium,
			.wide {
				display: none;
			}
			@container (min-width: 260px) {
				.small {
					display: table-cell;
				}
			}
			@container (min-width: 360px) {
				.medium {
					display: table-cell;
				}
			}
			@container (max-width: 359px) {
				.where {
					display: none;
				}
			}
			@container (min-width: 860px) {
				.wide {
					display: table-cell;
				}
			}
			@container (max-width: 300px) {
				.key-tokens {
					width: 62px;
				}
				.key-cost {
					width: 80px;
				}
				th,
				td {
					padding-inline: 4px;
				}
			}
			thead button {
				display: inline-flex;
				align-items: center;
				max-width: 100%;
				font-weight: 600;
				border-radius: 2px;
			}
			thead button:hover {
				color: var(--vscode-foreground);
			}
			thead .icon {
				width: 12px;
				height: 12px;
			}
			.name {
				display: flex;
				align-items: center;
				gap: 6px;
			}
			.label {
				flex: 0 1 auto;
				max-width: 100%;
			}
			/* Where there is no room for a piece of the folder, it goes to a second line that nobody sees. */
			.placed {
				flex-wrap: wrap;
				height: 1.4em;
				overflow: hidden;
			}
			.where {
				flex: 1 1 64px;
				direction: rtl;
				text-align: left;
				font-size: 0.92em;
			}
			.where bdi {
				direction: ltr;
			}
			.more {
				margin: 4px;
			}
			.none {
				padding: 4px;
			}
		`,
	];

	@property() kind: TableKind = 'model';
	@property() caption = '';
	@property({ attribute: false }) slices: readonly Slice[] = [];
	@property({ attribute: false }) totals: Totals | undefined;
	/** The folder that is written `~`. */
	@property() home = '';
	/** Slots of the chart's colours by name; a table without them shows no squares. */
	@property({ attribute: false }) slots: ReadonlyMap<string, number> | undefined;
	@state() private order: SortOrder = FIRST_ORDER;
	@state() private all = false;
	readonly #theme = new Theme(this);

	override render() {
		const { slices, caption } = this;
		const sorted = sortSlices(slices, this.order, name => this.#label(name));
		const shown = this.all || slices.length <= FEW + SLACK ? sorted : sorted.slice(0, FEW);
		return html`
			${scrollBox(
				caption,
				html`
					<table>
						<caption>${caption}</caption>
						<thead>
							<tr>
								${this.#head({ key: 'name', label: this.kind.slice(0, 1).toUpperCase() + this.kind.slice(1), from: 'always' })}
								${HEADS.map(head => this.#head(head))}
							</tr>
						</thead>
						<tbody>
							${repeat(
								shown,
								({ name }) => name,
								slice => this.#row(slice),
							)}
						</tbody>
						${this.totals !== undefined && slices.length > 1 ? html`<tfoot><tr><th scope="row" class="key-name">Total</th>${this.#cells(this.totals)}</tr></tfoot>` : nothing}
					</table>
				`,
			)}
			${slices.length === 0 ? html`<p class="none quiet">No usage in this time.</p>` : nothing}
			${
				slices.length > FEW + SLACK
					? html`<button class="link more" aria-expanded=${this.all} @click=${() => {
							this.all = !this.all;
						}}>${this.all ? `Show the first ${FEW} only` : `Show all ${count(slices.length)}`}</button>`
					: nothing
			}
		`;
	}

	#head({ key, label, from }: Head) {
		const sorted = this.order.by === key;
		const direction = this.order.descending ? 'descending' : 'ascending';
		return html`
			<th scope="col" class=${`key-${key} ${from}`} aria-sort=${sorted ? direction : 'none'}>
				<button
					@click=${() => {
						this.order = clicked(this.order, key);
					}}
				>
					<span class="cut">${label}</span>${sorted ? icon(this.order.descending ? 'down' : 'up') : nothing}
				</button>
			</th>
		`;
	}

	#row({ name, totals }: Slice) {
		const label = this.#label(name);
		const full = this.kind === 'project' ? shownName(shortPath(name, this.home), label) : label;
		const where = this.kind === 'project' ? full.slice(0, Math.max(0, full.length - label.length)).replace(/[\\/]+$/, '') : '';
		return html`
			<tr>
				<th scope="row" class="key-name">
					<span class=${where === '' ? 'name' : 'name placed'} title=${full}>
						${this.slots === undefined ? nothing : swatch(this.slots.get(name), this.#theme.contrast)}
						<span class="label cut">${label}</span>
						${where === '' ? nothing : html`<span class="where cut quiet"><bdi>${where}</bdi></span>`}
					</span>
				</th>
				${this.#cells(totals)}
			</tr>
		`;
	}

	#cells(totals: Totals) {
		return HEADS.map(({ key, from }) => {
			const number = key === 'name' ? undefined : cellNumber(totals, key);
			const text = key === 'cost' ? cost(totals) : key === 'requests' ? count(number ?? 0) : tokens(number ?? 0, { unit: false });
			return html`<td class=${`key-${key} ${from}`} title=${key === 'cost' ? basisText(totals) : nothing}>${text}</td>`;
		});
	}

	#label(name: string): string {
		return shownName(this.kind === 'project' ? folderName(name) : name, `(no ${this.kind})`);
	}
}
