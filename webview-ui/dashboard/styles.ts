// The dashboard's layout: one column that becomes two and three where there is room.
import { css } from 'lit';

export const dashboardStyles = css`
	:host {
		container-type: inline-size;
		max-width: 1440px;
		margin: 0 auto;
		padding: 12px 0 32px;
	}
	header {
		display: flex;
		flex-wrap: wrap;
		align-items: baseline;
		justify-content: space-between;
		gap: 2px 16px;
		margin-bottom: 12px;
	}
	h1 {
		font-size: 1.4em;
		font-weight: 600;
		color: var(--vscode-settings-headerForeground, var(--vscode-foreground));
	}
	h2 {
		font-weight: 600;
		color: var(--vscode-settings-headerForeground, var(--vscode-foreground));
	}
	mc-notice,
	mc-scan-bar,
	.budgets {
		margin-bottom: 16px;
	}
	.budgets {
		display: grid;
		gap: 12px 32px;
		grid-template-columns: minmax(0, 1fr);
	}
	.controls {
		display: flex;
		flex-wrap: wrap;
		justify-content: space-between;
		gap: 8px;
		padding-top: 16px;
		margin-bottom: 12px;
		border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
	}
	.heading {
		display: flex;
		flex-wrap: wrap;
		align-items: baseline;
		gap: 0 8px;
		margin-bottom: 4px;
	}
	.total {
		margin-inline-start: auto;
		font-weight: 600;
	}
	mc-legend {
		margin: 4px 0 4px;
	}
	.under-chart {
		margin-bottom: 16px;
	}
	mc-chart-table {
		margin-top: 8px;
	}
	.tables {
		display: grid;
		gap: 24px 32px;
		grid-template-columns: minmax(0, 1fr);
	}
	.foot {
		margin-top: 24px;
		max-width: 80ch;
		font-size: 0.92em;
	}
	.waiting {
		display: flex;
		align-items: center;
		gap: 8px;
		padding: 24px 0;
	}
	.actions {
		display: flex;
		flex-wrap: wrap;
		gap: 8px;
		margin-top: 12px;
	}
	@container (min-width: 520px) {
		.budgets {
			grid-template-columns: repeat(2, minmax(0, 1fr));
		}
	}
	@container (min-width: 860px) {
		.tables {
			grid-template-columns: repeat(2, minmax(0, 1fr));
		}
		.tables .whole {
			grid-column: 1 / -1;
		}
	}
`;
