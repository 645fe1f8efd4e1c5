// The chart's legend: a switch a series, and what cannot be drawn at all.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Slice } from '../../src/contract';
import { allTokens, counted, tokens } from '../../src/vscode/view/format';
import { tell } from './events';
import { modelLabel, type Series } from './series';
import { base } from './styles';
import { swatch, swatchStyles } from './swatch';
import { Theme } from './theme';

/** Names beyond this are only counted; the model table has them all. */
const MOST_NAMED = 5;

@customElement('mc-legend')
export class Legend extends LitElement {
	static override styles = [
		base,
		swatchStyles,
		css`
			ul {
				display: flex;
				flex-wrap: wrap;
				gap: 2px 4px;
				margin-inline: -6px;
			}
			li {
				min-width: 0;
				max-width: min(100%, 240px);
			}
			li button {
				display: flex;
				align-items: center;
				gap: 6px;
				max-width: 100%;
				min-height: 24px;
				padding: 0 6px;
				border-radius: 4px;
			}
			li button:hover {
				background: var(--vscode-toolbar-hoverBackground, var(--vscode-list-hoverBackground));
			}
			li button[aria-pressed='false'] .cut {
				text-decoration: line-through;
				color: var(--vscode-descriptionForeground);
			}
			li button[aria-pressed='false'] .swatch {
				opacity: 0.3;
			}
			p {
				padding-top: 4px;
				font-size: 0.92em;
				overflow-wrap: anywhere;
			}
			.named {
				display: inline-flex;
				max-width: min(100%, 240px);
				vertical-align: bottom;
			}
			.name {
				color: var(--vscode-foreground);
			}
		`,
	];

	@property({ attribute: false }) series: readonly Series[] = [];
	@property({ attribute: false }) unpriced: readonly Slice[] = [];
	@property({ attribute: false }) off: ReadonlySet<string> = new Set();
	readonly #theme = new Theme(this);

	override render() {
		return html`
			<ul aria-label="Models in the chart">
				${repeat(
					this.series,
					({ id }) => id,
					({ id, label, slot }) => html`
						<li>
							<button aria-pressed=${!this.off.has(id)} title=${label} @click=${() => tell(this, 'mc-toggle', id)}>
								${swatch(slot, this.#theme.contrast)}<span class="cut">${label}</span>
							</button>
						</li>
					`,
				)}
			</ul>
			${this.#unpricedNote()}
		`;
	}

	#unpricedNote() {
		const { unpriced } = this;
		if (unpriced.length === 0) return nothing;
		const calls = unpriced.reduce((sum, { totals }) => sum + totals.requests, 0);
		const amount = unpriced.reduce((sum, { totals }) => sum + allTokens(totals), 0);
		const named = unpriced.slice(0, MOST_NAMED);
		const more = unpriced.length - named.length;
		return html`
			<p class="quiet">
				Not in the chart, for no price is known:
				${named.map(
					({ name }, index) =>
						// A comma never begins a line: it stays beside its name, cut or not.
						html`<span class="named"><span class="name cut" title=${modelLabel(name)}>${modelLabel(name)}</span>${index < named.length - 1 ? ',' : ''}</span> `,
				)}${more > 0 ? `and ${counted(more, 'more', 'more')} ` : ''}
				(${counted(calls, 'call')}, ${tokens(amount)}).
				<button class="link" @click=${() => tell(this, 'mc-command', 'openPriceSettings')}>Set prices</button>
			</p>
		`;
	}
}
