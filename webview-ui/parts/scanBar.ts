// The first reading of the logs: how far it is, and that the figures grow until it is done.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ScanProgress } from '../../src/contract';
import { count, percent } from '../../src/vscode/view/format';
import { place } from './place';
import { scanShare } from './scan';
import { base } from './styles';

@customElement('mc-scan-bar')
export class ScanBar extends LitElement {
	static override styles = [
		base,
		css`
			.track {
				height: 4px;
				margin-top: 4px;
				border-radius: 2px;
				overflow: hidden;
				background: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
				outline: 1px solid var(--vscode-contrastBorder, transparent);
			}
			.fill {
				height: 100%;
				background: var(--vscode-progressBar-background);
			}
		`,
	];

	@property({ attribute: false }) progress: ScanProgress | undefined;

	override render() {
		const { progress } = this;
		const share = progress === undefined ? 0 : scanShare(progress) * 100;
		const files =
			progress === undefined || progress.files_total === 0 ? '' : `${count(progress.files_done)} of ${count(progress.files_total)} files`;
		return html`
			<p>
				Reading the agents’ logs for the first time: <span class="number">${percent(share)}</span>
				${files === '' ? nothing : html`<span class="quiet number"> · ${files}</span>`}
			</p>
			<div class="track" role="progressbar" aria-label="Reading logs" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.floor(share)}>
				<div class="fill" ${place({ width: `${share}%` })}></div>
			</div>
			<p class="quiet">The figures grow until it is done. The next start reads only what is new.</p>
		`;
	}
}
