// A box that scrolls sideways by itself, so that a wide table never widens the page; reachable by keyboard.
import { css, html, type TemplateResult } from 'lit';

export const scrollStyles = css`
	.scroll {
		overflow-x: auto;
		border-radius: 2px;
	}
	table {
		width: 100%;
		border-collapse: collapse;
		font-size: inherit;
	}
	caption {
		text-align: start;
		font-weight: 600;
		padding-bottom: 4px;
	}
	th,
	td {
		padding: 2px 8px;
		line-height: 1.4;
		text-align: end;
		font-weight: inherit;
		white-space: nowrap;
		font-variant-numeric: tabular-nums;
	}
	th:first-child,
	td:first-child {
		text-align: start;
	}
	thead th {
		color: var(--vscode-descriptionForeground);
		font-weight: 600;
		border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
	}
	tbody tr:nth-child(even) {
		background: var(--vscode-tree-tableOddRowsBackground, transparent);
	}
	tbody tr:hover {
		background: var(--vscode-list-hoverBackground);
	}
	tfoot td,
	tfoot th {
		border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
		font-weight: 600;
	}
`;

export const scrollBox = (label: string, table: TemplateResult): TemplateResult =>
	html`<div class="scroll" role="region" aria-label=${label} tabindex="0">${table}</div>`;
