// One of a few, side by side: native radio buttons (arrow keys and all) that look like the editor's own switch.
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tell } from './events';
import { base } from './styles';

export interface Option {
	value: string;
	label: string;
}

@customElement('mc-choice')
export class Choice extends LitElement {
	static override styles = [
		base,
		css`
			:host {
				display: inline-block;
				max-width: 100%;
			}
			fieldset {
				display: flex;
				min-width: 0;
				margin: 0;
				padding: 0;
				border: 0;
			}
			label {
				position: relative;
				padding: 2px 10px;
				min-height: 24px;
				line-height: 18px;
				border: 1px solid var(--vscode-radio-inactiveBorder, var(--vscode-contrastBorder, var(--vscode-widget-border)));
				color: var(--vscode-radio-inactiveForeground, inherit);
				cursor: pointer;
				white-space: nowrap;
			}
			label + label {
				margin-inline-start: -1px;
			}
			label:first-of-type {
				border-start-start-radius: 4px;
				border-end-start-radius: 4px;
			}
			label:last-of-type {
				border-start-end-radius: 4px;
				border-end-end-radius: 4px;
			}
			label:hover {
				background: var(--vscode-radio-inactiveHoverBackground, var(--vscode-list-hoverBackground));
			}
			label:has(:checked) {
				z-index: 1;
				background: var(--vscode-radio-activeBackground);
				color: var(--vscode-radio-activeForeground);
				border-color: var(--vscode-radio-activeBorder);
			}
			label:has(:checked) {
				box-shadow: inset 0 -2px 0 var(--vscode-contrastActiveBorder, transparent);
			}
			label:has(:focus-visible) {
				z-index: 2;
				outline: 1px solid var(--vscode-focusBorder);
				outline-offset: 1px;
			}
			input {
				position: absolute;
				inset: 0;
				margin: 0;
				opacity: 0;
				cursor: pointer;
			}
			@container (max-width: 300px) {
				label {
					padding-inline: 6px;
				}
			}
		`,
	];

	/** For ears. */
	@property() label = '';
	@property({ attribute: false }) options: readonly Option[] = [];
	@property() value = '';

	override render() {
		return html`
			<fieldset>
				<legend class="spoken">${this.label}</legend>
				${this.options.map(
					({ value, label }) => html`
						<label>
							<input type="radio" name="choice" .value=${value} .checked=${value === this.value} @change=${() => this.#choose(value)} />${label}
						</label>
					`,
				)}
			</fieldset>
		`;
	}

	#choose(value: string): void {
		this.value = value;
		tell(this, 'mc-choose', value);
	}
}
