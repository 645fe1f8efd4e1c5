// How a card is laid out.
import { css } from 'lit';

export const cardStyles = css`
	:host {
		container-type: inline-size;
		min-width: 0;
	}
	.card {
		display: flex;
		flex-direction: column;
		gap: 6px;
		padding: 10px 12px;
	}
	.head {
		display: flex;
		align-items: baseline;
		gap: 8px;
	}
	h3 {
		flex: 1 1 auto;
		font-weight: 600;
		font-size: 1.08em;
	}
	.resting h3 {
		color: var(--vscode-descriptionForeground);
	}
	dl {
		display: grid;
		grid-template-columns: max-content minmax(0, 1fr);
		gap: 2px 10px;
	}
	dt {
		color: var(--vscode-descriptionForeground);
	}
	dd {
		margin: 0;
		overflow-wrap: anywhere;
	}
	.banner {
		display: flex;
		gap: 6px;
		padding: 6px 8px;
		border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
		border-radius: 4px;
		background: var(--vscode-inputValidation-errorBackground, transparent);
	}
	.banner .icon {
		margin-top: 2px;
	}
	.banner p {
		min-width: 0;
		overflow-wrap: anywhere;
	}
	.progress {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 4px 8px;
	}
	.track {
		flex: 1 1 60px;
		height: 4px;
		border-radius: 2px;
		overflow: hidden;
		background: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
		outline: 1px solid var(--vscode-contrastBorder, transparent);
	}
	.fill {
		width: 30%;
		height: 100%;
		background: var(--vscode-progressBar-background);
		animation: wander 1.6s ease-in-out infinite alternate;
	}
	@keyframes wander {
		to {
			transform: translateX(233%);
		}
	}
	@media (prefers-reduced-motion: reduce) {
		.fill {
			width: 100%;
			opacity: 0.6;
			animation: none;
		}
	}
	:host-context(.vscode-reduce-motion) .fill {
		animation: none;
	}
	.actions {
		margin-top: 2px;
	}
	.note {
		overflow-wrap: anywhere;
	}
	/* It stays, so that what it will say is read out; but it takes no room. */
	.note.none {
		position: absolute;
	}
	@container (max-width: 430px) {
		.button {
			padding-inline: 7px;
		}
	}
	@container (max-width: 240px) {
		.head {
			flex-wrap: wrap;
			gap: 0 8px;
		}
	}
`;
