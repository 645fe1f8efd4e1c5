// The few signs a page needs, drawn by hand on 16 by 16; always beside words that say the same.
import { html, type TemplateResult } from 'lit';

export type IconName =
	| 'warning'
	| 'error'
	| 'refresh'
	| 'up'
	| 'down'
	| 'right'
	| 'ok'
	| 'clock'
	| 'run'
	| 'off'
	| 'stop'
	| 'pause'
	| 'add'
	| 'close';

const RING = 'M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2Zm0 1.1a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3Z';

const PATHS: Record<IconName, string> = {
	warning: 'M8 1.6 15.2 14.4H.8L8 1.6Zm0 2.2L2.5 13.3h11L8 3.8ZM7.4 6.8h1.2v3.4H7.4V6.8Zm0 4.3h1.2v1.2H7.4v-1.2Z',
	error: `${RING}M7.4 4.7h1.2v4.4H7.4V4.7Zm0 5.5h1.2v1.2H7.4v-1.2Z`,
	refresh: 'M8 2.6a5.4 5.4 0 0 1 4.6 2.6V3h1.1v4.2H9.5V6.1h2.3A4.3 4.3 0 1 0 12.2 9h1.1A5.4 5.4 0 1 1 8 2.6Z',
	up: 'M8 4.6 12.4 9l-.8.8L8 6.2 4.4 9.8 3.6 9 8 4.6Z',
	ok: `${RING}M7 11 4.2 8.2l.8-.8 2 2 4-4 .8.8L7 11Z`,
	clock: `${RING}M7.4 4.4h1.2v3.3l2.3 1.7-.7 1-2.8-2.1V4.4Z`,
	run: `${RING}M6.4 4.9v6.2L11.2 8 6.4 4.9Z`,
	off: `${RING}M4.6 7.4h6.8v1.2H4.6V7.4Z`,
	stop: `${RING}M5.7 5.7h4.6v4.6H5.7V5.7Z`,
	pause: `${RING}M5.9 5h1.4v6H5.9V5Zm2.8 0h1.4v6H8.7V5Z`,
	add: 'M7.4 2.6h1.2v4.8h4.8v1.2H8.6v4.8H7.4V8.6H2.6V7.4h4.8V2.6Z',
	close: 'M8 7.2l3.6-3.6.8.8L8.8 8l3.6 3.6-.8.8L8 8.8l-3.6 3.6-.8-.8L7.2 8 3.6 4.4l.8-.8L8 7.2Z',
	down: 'M8 11.4 3.6 7l.8-.8L8 9.8l3.6-3.6.8.8L8 11.4Z',
	right: 'M11.4 8 7 12.4l-.8-.8L9.8 8 6.2 4.4l.8-.8L11.4 8Z',
};

export const icon = (name: IconName): TemplateResult =>
	html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d=${PATHS[name]}></path></svg>`;
