// The few signs a page needs, drawn by hand on 16 by 16; always beside words that say the same.
import { html, type TemplateResult } from 'lit';

export type IconName = 'warning' | 'error' | 'refresh' | 'up' | 'down';

const PATHS: Record<IconName, string> = {
	warning: 'M8 1.6 15.2 14.4H.8L8 1.6Zm0 2.2L2.5 13.3h11L8 3.8ZM7.4 6.8h1.2v3.4H7.4V6.8Zm0 4.3h1.2v1.2H7.4v-1.2Z',
	error:
		'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2Zm0 1.1a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3Zm-.6 2.4h1.2v4.4H7.4V4.7Zm0 5.5h1.2v1.2H7.4v-1.2Z',
	refresh: 'M8 2.6a5.4 5.4 0 0 1 4.6 2.6V3h1.1v4.2H9.5V6.1h2.3A4.3 4.3 0 1 0 12.2 9h1.1A5.4 5.4 0 1 1 8 2.6Z',
	up: 'M8 4.6 12.4 9l-.8.8L8 6.2 4.4 9.8 3.6 9 8 4.6Z',
	down: 'M8 11.4 3.6 7l.8-.8L8 9.8l3.6-3.6.8.8L8 11.4Z',
};

export const icon = (name: IconName): TemplateResult =>
	html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d=${PATHS[name]}></path></svg>`;
