// How fresh the figures are, in one line: when they were read, from how many sources, in whose calendar; old ones are marked.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { counted, percent } from '../../src/vscode/view/format';
import { freshness } from '../../src/vscode/view/freshness';
import type { Figures } from '../feed';
import { icon } from './icon';
import { scanShare } from './scan';
import { base } from './styles';

@customElement('mc-freshness')
export class Freshness extends LitElement {
	static override styles = [
		base,
		css`
			:host {
				font-size: 0.92em;
				color: var(--vscode-descriptionForeground);
				min-width: 0;
			}
			p {
				overflow-wrap: anywhere;
			}
			.old {
				color: var(--vscode-foreground);
			}
			.old .icon {
				color: var(--vscode-editorWarning-foreground);
			}
		`,
	];

	@property({ attribute: false }) figures: Figures | undefined;
	/** ms. */
	@property({ type: Number }) now = 0;
	/** Without sources and zone. */
	@property({ type: Boolean }) brief = false;

	override render() {
		const { figures } = this;
		if (figures === undefined) return nothing;
		const { meter, sources, progress, hub } = figures;
		const zone = meter?.zone ?? figures.overview?.zone ?? '';
		const words = freshness(meter?.as_of ?? figures.overview?.as_of ?? null, { now: this.now, zone, hub });
		const found = sources?.filter(source => source.found).length ?? 0;
		const old = hub !== 'live' && meter !== undefined;
		const parts = [
			words.slice(0, 1).toUpperCase() + words.slice(1),
			...(progress?.running === true ? [`reading logs ${percent(scanShare(progress) * 100)}`] : []),
			...(this.brief || sources === undefined ? [] : [counted(found, 'source')]),
			...(this.brief || zone === '' ? [] : [zone]),
		];
		return html`<p class=${old ? 'old' : ''}>${old ? icon('warning') : nothing} ${parts.join(' · ')}</p>`;
	}
}
