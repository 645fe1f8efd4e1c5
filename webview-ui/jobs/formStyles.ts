// How the form is laid out: one column that becomes two and three where there is room.
import { css } from 'lit';

export const formStyles = css`
	:host {
		container-type: inline-size;
	}
	form {
		display: flex;
		flex-direction: column;
		gap: 12px;
		max-width: 900px;
		padding: 12px 16px 16px;
	}
	h2 {
		font-size: 1.15em;
		font-weight: 600;
	}
	.field {
		min-width: 0;
	}
	.field > label {
		display: block;
		margin-bottom: 3px;
		font-weight: 600;
	}
	.check > label {
		font-weight: inherit;
	}
	.hint,
	.problem {
		margin-top: 3px;
		overflow-wrap: anywhere;
	}
	.hint {
		font-size: 0.92em;
	}
	.pair {
		display: grid;
		gap: 12px;
		grid-template-columns: minmax(0, 1fr);
		align-items: start;
	}
	.times {
		padding: 8px 10px;
		border-radius: 4px;
		min-height: 8.6em;
		background: color-mix(in srgb, var(--vscode-foreground) 5%, transparent);
		outline: 1px solid var(--vscode-contrastBorder, transparent);
	}
	ol {
		margin: 4px 0 0;
		padding: 0;
		list-style: none;
	}
	.fold .link {
		display: inline-flex;
		align-items: center;
		gap: 4px;
	}
	.conflict {
		display: flex;
		flex-direction: column;
		gap: 8px;
		padding: 8px 12px;
		border: 1px solid var(--vscode-inputValidation-warningBorder);
		border-radius: 4px;
		background: var(--vscode-inputValidation-warningBackground);
		color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
	}
	@container (min-width: 480px) {
		.pair {
			grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
		}
		.narrow {
			grid-template-columns: 110px minmax(0, 1fr);
		}
	}
`;
