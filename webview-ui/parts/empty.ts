// Nothing was found: which folders were looked at, and what to do about it.
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Source } from '../../src/contract';
import { shortPath } from '../../src/vscode/view/path';
import { tell } from './events';
import { base } from './styles';

@customElement('mc-empty')
export class Empty extends LitElement {
	static override styles = [
		base,
		css`
			:host {
				max-width: 640px;
			}
			h2 {
				font-size: 1.15em;
				font-weight: 600;
				margin-bottom: 8px;
			}
			p {
				margin-bottom: 8px;
			}
			dl {
				margin: 0 0 12px;
			}
			dt {
				font-weight: 600;
				margin-top: 8px;
			}
			dd {
				margin: 2px 0 0;
				overflow-wrap: anywhere;
			}
			code {
				font-family: var(--vscode-editor-font-family, monospace);
				font-size: 0.95em;
			}
			.actions {
				display: flex;
				flex-wrap: wrap;
				gap: 8px;
			}
		`,
	];

	@property({ attribute: false }) sources: readonly Source[] | undefined;
	@property() home = '';
	/** Logs were found, but no usage in them. */
	@property({ type: Boolean }) found = false;

	override render() {
		const command = (name: 'refresh' | 'showSources') => () => tell(this, 'mc-command', name);
		return html`
			<h2>${this.found ? 'No usage yet' : 'No logs found'}</h2>
			<p>
				Mission Control reads what Claude Code, Codex CLI and OpenClaw write on the machine where this window’s extensions run. Nothing
				leaves it.
			</p>
			<p>
				${
					this.found
						? 'Logs are there, but none of them holds a call to a model. The first answer of one of these tools appears here within seconds.'
						: 'Use one of these tools once and its figures appear here within seconds. If you keep its logs elsewhere, set its environment variable or add the folder in the settings.'
				}
			</p>
			${this.#folders()}
			<div class="actions">
				<vscode-button appearance="primary" @click=${command('refresh')}>Look Again</vscode-button>
				<vscode-button appearance="secondary" @click=${command('showSources')}>Show Sources</vscode-button>
			</div>
		`;
	}

	#folders() {
		if (this.sources === undefined || this.sources.length === 0) return nothing;
		return html`
			<dl aria-label="Folders that were looked at">
				${this.sources.map(
					({ label, roots }) => html`
						<dt>${label}</dt>
						${roots.map(
							({ path, found }) =>
								html`<dd><code>${shortPath(path, this.home)}</code> <span class="quiet">${found ? 'there, no usage in it' : 'not there'}</span></dd>`,
						)}
						${roots.length === 0 ? html`<dd class="quiet">No folder to look at.</dd>` : nothing}
					`,
				)}
			</dl>
		`;
	}
}
