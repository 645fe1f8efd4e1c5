// What the jobs page's elements share: buttons, inputs, and the colours of a state.
import { css } from 'lit';

export const jobStyles = css`
	.button {
		display: inline-flex;
		align-items: center;
		gap: 4px;
		min-height: 26px;
		padding: 2px 10px;
		border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-button-border, transparent));
		border-radius: 4px;
		color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
		background: var(--vscode-button-secondaryBackground, transparent);
		white-space: nowrap;
	}
	.button:hover {
		background: var(--vscode-button-secondaryHoverBackground, var(--vscode-list-hoverBackground));
	}
	.button.primary {
		border-color: var(--vscode-button-border, transparent);
		color: var(--vscode-button-foreground);
		background: var(--vscode-button-background);
	}
	.button.primary:hover {
		background: var(--vscode-button-hoverBackground);
	}
	.button:disabled,
	.button[aria-disabled='true'] {
		opacity: 0.5;
		cursor: default;
	}
	.row {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 6px;
	}
	.tone {
		white-space: nowrap;
	}
	.good .icon {
		color: var(--vscode-charts-green);
	}
	.bad .icon {
		color: var(--vscode-errorForeground);
	}
	.warn .icon {
		color: var(--vscode-editorWarning-foreground);
	}
	.live .icon {
		color: var(--vscode-charts-blue);
	}
	.calm .icon {
		color: var(--vscode-descriptionForeground);
	}
	input[type='text'],
	input[type='search'],
	select,
	textarea {
		width: 100%;
		min-width: 0;
		min-height: 26px;
		margin: 0;
		padding: 3px 6px;
		font: inherit;
		color: var(--vscode-input-foreground);
		background: var(--vscode-input-background);
		border: 1px solid var(--vscode-input-border, var(--vscode-dropdown-border, var(--vscode-contrastBorder)));
		border-radius: 4px;
	}
	input::placeholder,
	textarea::placeholder {
		color: var(--vscode-input-placeholderForeground);
		opacity: 1;
	}
	select,
	option {
		color: var(--vscode-dropdown-foreground, var(--vscode-foreground));
		background: var(--vscode-dropdown-background);
	}
	textarea {
		resize: vertical;
		line-height: 1.4;
	}
	.code {
		font-family: var(--vscode-editor-font-family, monospace);
		font-size: 0.95em;
	}
	input:focus,
	select:focus,
	textarea:focus {
		outline: 1px solid var(--vscode-focusBorder);
		outline-offset: -1px;
	}
	:is(input[type], select, textarea)[aria-invalid='true'] {
		border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
	}
	input[type='checkbox'] {
		appearance: none;
		display: inline-grid;
		flex: none;
		width: 18px;
		height: 18px;
		margin: 0;
		vertical-align: -4px;
		border: 1px solid var(--vscode-checkbox-border, var(--vscode-contrastBorder));
		border-radius: 3px;
		background: var(--vscode-checkbox-background);
	}
	input[type='checkbox']:checked::before {
		content: '';
		width: 12px;
		height: 12px;
		margin: 2px;
		background: var(--vscode-checkbox-foreground, var(--vscode-foreground));
		clip-path: polygon(14% 46%, 0 60%, 38% 96%, 100% 22%, 86% 8%, 38% 68%);
	}
	.edge {
		border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
		border-radius: 6px;
	}
`;
