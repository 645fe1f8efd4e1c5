// Trouble with the hub, said on the page: what is wrong, that the figures are old, and what can be done.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { WebviewCommand } from '../../src/vscode/view/messages';
import { tell } from './events';
import { icon } from './icon';
import { base } from './styles';

export interface Action {
	label: string;
	command: WebviewCommand;
}

@customElement('mc-notice')
export class Notice extends LitElement {
	static override styles = [
		base,
		css`
			.box {
				display: flex;
				flex-wrap: wrap;
				align-items: center;
				gap: 8px;
				padding: 8px 12px;
				border: 1px solid var(--vscode-inputValidation-warningBorder);
				border-radius: 4px;
				background: var(--vscode-inputValidation-warningBackground);
				color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
			}
			p {
				flex: 1 1 160px;
				overflow-wrap: anywhere;
			}
			.actions {
				display: flex;
				flex-wrap: wrap;
				gap: 8px;
			}
			.actions .link {
				color: inherit;
				text-decoration: underline;
			}
		`,
	];

	@property() text = '';
	@property({ attribute: false }) actions: readonly Action[] = [];

	override render() {
		return html`
			<div class="box" role="status">
				${icon('warning')}
				<p>${this.text}</p>
				${
					this.actions.length === 0
						? nothing
						: html`<div class="actions">
							${this.actions.map(({ label, command }) => html`<button class="link" @click=${() => tell(this, 'mc-command', command)}>${label}</button>`)}
						</div>`
				}
			</div>
		`;
	}
}
