// The calendar's lines, marks and tooltip.
import { css } from 'lit';

export const calendarStyles = css`
	:host {
		position: relative;
		min-width: 0;
	}
	.frame {
		border-radius: 2px;
	}
	svg {
		display: block;
	}
	.grid {
		stroke: color-mix(in srgb, var(--vscode-foreground) 11%, transparent);
	}
	.ground {
		stroke: color-mix(in srgb, var(--vscode-foreground) 20%, transparent);
	}
	.now {
		stroke: var(--vscode-charts-blue);
		stroke-width: 1.5;
	}
	.today {
		fill: var(--vscode-foreground);
		fill-opacity: 0.05;
	}
	text {
		fill: var(--vscode-descriptionForeground);
		font-family: var(--vscode-font-family);
		font-size: 11px;
		font-variant-numeric: tabular-nums;
	}
	.name,
	.strong {
		fill: var(--vscode-foreground);
	}
	.strong {
		font-weight: 600;
	}
	.ok {
		fill: var(--vscode-charts-green);
	}
	.failed {
		fill: var(--vscode-errorForeground);
	}
	.missed {
		fill: var(--vscode-editorWarning-foreground);
	}
	.skipped {
		fill: var(--vscode-descriptionForeground);
	}
	.live {
		fill: var(--vscode-editor-background);
		stroke: var(--vscode-charts-blue);
		stroke-width: 3;
	}
	.planned {
		fill: var(--vscode-editor-background);
		stroke: var(--vscode-foreground);
		stroke-opacity: 0.75;
		stroke-width: 1.5;
	}
	.sign {
		fill: none;
		stroke: var(--vscode-editor-background);
		stroke-width: 1.5;
	}
	.ring {
		fill: none;
		stroke: var(--vscode-focusBorder);
		stroke-width: 1.5;
	}
	.tip {
		position: absolute;
		z-index: 3;
		max-width: min(340px, 92%);
		padding: 6px 10px;
		pointer-events: none;
		font-size: 12px;
		line-height: 18px;
		overflow-wrap: anywhere;
		color: var(--vscode-editorHoverWidget-foreground);
		background: var(--vscode-editorHoverWidget-background);
		border: 1px solid var(--vscode-editorHoverWidget-border);
		border-radius: var(--vscode-cornerRadius-small, 3px);
		box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
	}
	.title {
		font-weight: 600;
	}
	.legend {
		display: flex;
		flex-wrap: wrap;
		gap: 2px 14px;
		margin-top: 4px;
		font-size: 0.92em;
		color: var(--vscode-descriptionForeground);
	}
	.legend li {
		display: flex;
		align-items: center;
		gap: 4px;
	}
`;
