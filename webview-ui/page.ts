// What both pages start from: their window, the hub behind it, the figures, and the clock.
import type { Clock } from '../src/base/clock';
import { systemClock } from '../src/base/clock';
import { type Feed, openFeed, type Question } from './feed';
import type { Host } from './host';
import { hubLink } from './hub';
import { told } from './parts/events';
import { vsCodeHost } from './vsCodeHost';

export interface Page {
	host: Host;
	feed: Feed;
	clock: Clock;
}

/** Connects the page and puts what `make` gives into it. Everything lives as long as the document. */
export function startPage(question: (host: Host) => Question, make: (page: Page) => HTMLElement): void {
	const host = vsCodeHost();
	const clock = systemClock;
	const feed = openFeed({ clock, link: hubLink(host) }, question(host));
	const root = make({ host, feed, clock });
	root.addEventListener('mc-command', event => host.post({ kind: 'command', command: told(event, 'mc-command') }));
	document.getElementById('app')?.append(root);
}
