// What all elements look alike in: text, links, focus, and the two icons of trouble.
import { css } from 'lit';

export const base = css`
	:host {
		display: block;
		box-sizing: border-box;
	}
	:host([hidden]) {
		display: none;
	}
	*,
	*::before,
	*::after {
		box-sizing: border-box;
	}
	h1,
	h2,
	h3,
	p,
	ul,
	dl {
		margin: 0;
		padding: 0;
		font-weight: inherit;
		font-size: inherit;
	}
	ul {
		list-style: none;
	}
	/* The toolkit knows one border for all buttons; newer themes give the secondary ones their own. */
	vscode-button[appearance='secondary'] {
		--button-border: var(--vscode-button-secondaryBorder, var(--vscode-button-border, transparent));
	}
	button {
		font: inherit;
		color: inherit;
		background: none;
		border: 0;
		padding: 0;
		margin: 0;
		text-align: inherit;
		cursor: pointer;
	}
	.link {
		color: var(--vscode-textLink-foreground);
		border-radius: 2px;
	}
	.link:hover {
		color: var(--vscode-textLink-activeForeground);
		text-decoration: underline;
	}
	:focus-visible {
		outline: 1px solid var(--vscode-focusBorder);
		outline-offset: 1px;
	}
	.quiet {
		color: var(--vscode-descriptionForeground);
	}
	.number {
		font-variant-numeric: tabular-nums;
		white-space: nowrap;
	}
	.cut {
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
		min-width: 0;
	}
	.spoken {
		position: absolute;
		width: 1px;
		height: 1px;
		overflow: hidden;
		clip-path: inset(50%);
		white-space: nowrap;
	}
	.icon {
		width: 14px;
		height: 14px;
		flex: none;
		fill: currentColor;
		vertical-align: -2px;
	}
`;
