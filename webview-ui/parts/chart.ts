// The stacked column chart: pointer and arrow keys walk over its columns, and each says what is in it.
import { css, html, LitElement, nothing, type PropertyValues, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Period } from '../../src/contract';
import { type ColumnBand, columnAt, columnBands, columnLabel, labelledColumns, valueAxis } from './axis';
import { type Measure, tickText } from './measure';
import { place } from './place';
import { readout, spokenReadout } from './readout';
import { Size } from './size';
import type { Column } from './stack';
import { base } from './styles';
import { hatchings, paintOf, swatch, swatchStyles } from './swatch';
import { Theme } from './theme';

/** px under the drawing for the dates. */
const DATES = 20;
/** px of the lowest drawing that still tells something. */
const LEAST = 36;
/** px of a mark for calls that have no height because nobody knows their price. */
const UNPRICED_MARK = 5;

@customElement('mc-chart')
export class Chart extends LitElement {
	static override styles = [
		base,
		swatchStyles,
		css`
			:host {
				position: relative;
				min-width: 0;
			}
			.frame {
				display: block;
				border-radius: 2px;
			}
			svg {
				display: block;
			}
			.grid {
				stroke: color-mix(in srgb, var(--vscode-foreground) 13%, transparent);
			}
			.ground {
				stroke: color-mix(in srgb, var(--vscode-foreground) 45%, transparent);
			}
			text {
				fill: var(--vscode-descriptionForeground);
				font-family: var(--vscode-font-family);
				font-size: 11px;
				font-variant-numeric: tabular-nums;
			}
			.at {
				fill: var(--vscode-foreground);
				fill-opacity: 0.09;
				stroke: var(--vscode-contrastActiveBorder, transparent);
			}
			.unpriced {
				stroke: var(--vscode-foreground);
				stroke-opacity: 0.7;
				stroke-dasharray: 2 1;
			}
			.tip {
				position: absolute;
				z-index: 3;
				top: 0;
				max-width: min(320px, 92%);
				padding: 6px 10px;
				pointer-events: none;
				font-size: 12px;
				line-height: 18px;
				color: var(--vscode-editorHoverWidget-foreground);
				background: var(--vscode-editorHoverWidget-background);
				border: 1px solid var(--vscode-editorHoverWidget-border);
				border-radius: var(--vscode-cornerRadius-small, 3px);
				box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
			}
			.tip-line {
				display: flex;
				align-items: center;
				gap: 6px;
			}
			.tip-line .cut {
				flex: 1 1 auto;
			}
			.tip-line .number {
				padding-inline-start: 12px;
			}
			.title {
				font-weight: 600;
			}
		`,
	];

	@property({ attribute: false }) columns: readonly Column[] = [];
	@property() measure: Measure = 'cost';
	@property() period: Period = 'daily';
	/** What it shows, for ears. */
	@property() label = '';
	/** px of the drawing without the dates under it. */
	@property({ type: Number }) height = 200;
	/** Takes the room it is given, `height` at most; shows nothing where that is too little. */
	@property({ type: Boolean }) fill = false;
	/** Little room: two grid lines, and dates under the ends only. */
	@property({ type: Boolean }) brief = false;

	@state() private at: number | undefined;
	/** Only what the keyboard chose is read out. */
	@state() private said = '';
	readonly #size = new Size(this);
	readonly #theme = new Theme(this);

	protected override willUpdate(changed: PropertyValues<this>): void {
		if (changed.has('columns') && this.at !== undefined && this.at >= this.columns.length) this.at = undefined;
	}

	override render() {
		const { columns } = this;
		const { width } = this.#size;
		const height = this.#height;
		if (height < LEAST) return nothing;
		const { top, ticks } = valueAxis(
			Math.max(0, ...columns.map(column => column.top)),
			this.brief ? 2 : 4,
			this.measure === 'cost' ? 0.01 : 1,
		);
		const labels = ticks.map(tick => tickText(tick, this.measure));
		const left = Math.ceil(Math.max(...labels.map(text => text.length)) * 6.6) + 8;
		const bands = columnBands(columns.length, left, Math.max(left, width - 1));
		const above = UNPRICED_MARK + 6;
		const y = (value: number) => above + (height - above) * (1 - value / top);
		return html`
			<div
				class="frame"
				role="group"
				aria-roledescription="chart"
				aria-label=${`${this.label}. Arrow keys move from column to column.`}
				tabindex="0"
				@keydown=${this.#key}
				@focus=${() => this.#go(this.at ?? columns.length - 1)}
				@blur=${() => this.#leave()}
				@pointermove=${(event: PointerEvent) => this.#hover(event, bands)}
				@pointerleave=${() => this.#leave()}
			>
				${
					width === 0
						? nothing
						: svg`
					<svg width=${width} height=${height + DATES} aria-hidden="true">
						${hatchings()}
						${ticks.map(
							(tick, index) => svg`
								<line class=${tick === 0 ? 'ground' : 'grid'} x1=${left} x2=${width} y1=${Math.round(y(tick)) + 0.5} y2=${Math.round(y(tick)) + 0.5}></line>
								<text x=${left - 6} y=${Math.round(y(tick)) + 4} text-anchor="end">${labels[index]}</text>`,
						)}
						${columns.map((column, index) => this.#column(column, bands[index], index, y))}
						${this.#dates(bands, left, width)}
					</svg>`
				}
			</div>
			${this.#tip(bands, width)}
			<div class="spoken" aria-live="polite">${this.said}</div>
		`;
	}

	get #height(): number {
		return this.fill ? Math.min(this.height, this.#size.height - DATES) : this.height;
	}

	#column({ segments, top, unpriced }: Column, band: ColumnBand | undefined, index: number, y: (value: number) => number) {
		if (band === undefined) return nothing;
		const { contrast } = this.#theme;
		const gap = band.barWidth > 4 && !contrast ? 1 : 0;
		return svg`
			${index === this.at ? svg`<rect class="at" x=${band.left} y="1" width=${band.width} height=${this.#height - 1}></rect>` : nothing}
			${segments.map(({ series, from, to }, number) => {
				const low = y(from) - (number > 0 ? gap : 0);
				return svg`<rect
					class=${contrast ? 'edge' : ''}
					x=${band.barLeft}
					y=${y(to)}
					width=${band.barWidth}
					height=${Math.max(0.5, low - y(to))}
					${place({ fill: paintOf(series.slot, contrast) })}
				></rect>`;
			})}
			${
				unpriced > 0
					? svg`<rect class="unpriced" x=${band.barLeft + 0.5} y=${y(top) - UNPRICED_MARK - 1.5} width=${Math.max(1, band.barWidth - 1)} height=${UNPRICED_MARK} fill="url(#hatch-unpriced)"></rect>`
					: nothing
			}
		`;
	}

	#dates(bands: readonly ColumnBand[], left: number, width: number) {
		const step = bands[0]?.width ?? 0;
		const last = bands.length - 1;
		const shown = this.brief ? [0, last] : labelledColumns(bands.length, step, this.period === 'monthly' ? 50 : 62);
		return [...new Set(shown)].map(index => {
			const band = bands[index];
			const column = this.columns[index];
			if (band === undefined || column === undefined) return nothing;
			const text = columnLabel(this.period, column.start);
			const half = text.length * 3.2;
			const middle = band.left + band.width / 2;
			const [x, anchor] = middle + half > width ? [width, 'end'] : middle - half < left ? [left, 'start'] : [middle, 'middle'];
			return svg`<text x=${x} y=${this.#height + 15} text-anchor=${anchor}>${text}</text>`;
		});
	}

	#tip(bands: readonly ColumnBand[], width: number) {
		const column = this.at === undefined ? undefined : this.columns[this.at];
		const band = this.at === undefined ? undefined : bands[this.at];
		if (column === undefined || band === undefined) return nothing;
		const { title, total, lines, unpriced } = readout(column, this.period, this.measure);
		const middle = band.left + band.width / 2;
		const side =
			middle < width / 2
				? { left: `${Math.round(Math.min(band.left + band.width + 6, width * 0.4))}px`, right: 'auto' }
				: { left: 'auto', right: `${Math.round(Math.min(width - band.left + 6, width * 0.4))}px` };
		return html`
			<div class="tip" aria-hidden="true" ${place(side)}>
				<div class="tip-line title"><span class="cut">${title}</span><span class="number">${total}</span></div>
				${lines.map(
					({ slot, label, amount }) =>
						html`<div class="tip-line">${swatch(slot, this.#theme.contrast)}<span class="cut">${label}</span><span class="number">${amount}</span></div>`,
				)}
				${unpriced === '' ? nothing : html`<div class="tip-line quiet">${unpriced}</div>`}
			</div>
		`;
	}

	#hover(event: PointerEvent, bands: readonly ColumnBand[]): void {
		const frame = event.currentTarget;
		if (!(frame instanceof HTMLElement)) return;
		this.at = columnAt(bands, event.clientX - frame.getBoundingClientRect().left);
	}

	#leave(): void {
		this.at = undefined;
		this.said = '';
	}

	#go(index: number): void {
		const column = this.columns[index];
		if (column === undefined) return;
		this.at = index;
		this.said = spokenReadout(readout(column, this.period, this.measure));
	}

	readonly #key = (event: KeyboardEvent): void => {
		const last = this.columns.length - 1;
		const here = this.at ?? last + 1;
		const next = { ArrowLeft: Math.max(0, here - 1), ArrowRight: Math.min(last, here + 1), Home: 0, End: last }[event.key];
		if (event.key === 'Escape') this.#leave();
		if (next === undefined || last < 0) return;
		event.preventDefault();
		this.#go(next);
	};
}
