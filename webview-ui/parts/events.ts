// What parts tell the page they stand on. Every event bubbles out of its shadow tree.
import type { WebviewCommand } from '../../src/vscode/view/messages';

export interface PartEvents {
	/** An order for the window. */
	'mc-command': WebviewCommand;
	/** A choice's new value. */
	'mc-choose': string;
	/** A legend entry was switched on or off: the series' id. */
	'mc-toggle': string;
}

export function tell<Name extends keyof PartEvents>(from: EventTarget, name: Name, detail: PartEvents[Name]): void {
	from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** The detail of an event that `tell` sent by that name. */
export function told<Name extends keyof PartEvents>(event: Event, _name: Name): PartEvents[Name] {
	return (event as CustomEvent<PartEvents[Name]>).detail;
}
