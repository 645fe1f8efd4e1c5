// The jobs page's layout: cards in as many columns as there is room for.
import { css } from 'lit';

export const jobPageStyles = css`
	:host {
		container-type: inline-size;
	}
	section {
		margin-bottom: 24px;
	}
	h2 {
		font-weight: 600;
		color: var(--vscode-settings-headerForeground, var(--vscode-foreground));
	}
	.week h2 {
		margin-bottom: 8px;
	}
	.week .quiet {
		margin-top: 4px;
	}
	.week .button {
		margin-top: 8px;
	}
	mc-calendar-table {
		margin-top: 8px;
	}
	.heading {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 6px 10px;
		margin-bottom: 10px;
	}
	.heading .add {
		margin-inline-start: auto;
	}
	.heading .filter {
		flex: 1 1 160px;
		max-width: 340px;
		width: auto;
	}
	.cards {
		display: grid;
		gap: 12px;
		grid-template-columns: minmax(0, 1fr);
		align-items: start;
	}
	.wide {
		grid-column: 1 / -1;
	}
	section > mc-job-form {
		margin-bottom: 12px;
	}
	.empty {
		max-width: 70ch;
	}
	.empty p {
		margin-bottom: 12px;
	}
	.removed {
		display: flex;
		flex-wrap: wrap;
		gap: 4px 12px;
		padding: 6px 12px;
		margin-bottom: 16px;
		overflow-wrap: anywhere;
	}
	.trouble {
		padding: 8px 0;
		overflow-wrap: anywhere;
	}
	.fold {
		display: inline-flex;
		align-items: center;
		gap: 6px;
		margin-bottom: 10px;
		font-weight: 600;
		border-radius: 2px;
	}
	@container (min-width: 720px) {
		.cards {
			grid-template-columns: repeat(2, minmax(0, 1fr));
		}
	}
	@container (min-width: 1180px) {
		.cards {
			grid-template-columns: repeat(3, minmax(0, 1fr));
		}
	}
`;
