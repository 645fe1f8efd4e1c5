// What parts tell the page they stand on. Every event bubbles out of its shadow tree.
import type { Job } from '../../src/contract';
import type { WebviewCommand } from '../../src/vscode/view/messages';

export interface JobOrder {
	order: 'run' | 'cancel' | 'edit' | 'enable' | 'disable' | 'remove' | 'history' | 'more';
	job: Job;
}

export interface PartEvents {
	/** An order for the window. */
	'mc-command': WebviewCommand;
	/** A choice's new value. */
	'mc-choose': string;
	/** A legend entry was switched on or off: the series' id. */
	'mc-toggle': string;
	/** What shall be done with a job. */
	'mc-job': JobOrder;
	/** A run's output is wanted: the run's id. */
	'mc-output': number;
	/** A calendar mark was chosen: the job's id. */
	'mc-pick': number;
	/** A form is done with: the id of the job that was saved, or null where it was left. */
	'mc-close': number | null;
	/** How the jobs page shall be looked at, to be remembered. */
	'mc-look': { weekTable?: boolean; systemJobs?: boolean };
}

export function tell<Name extends keyof PartEvents>(from: EventTarget, name: Name, detail: PartEvents[Name]): void {
	from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** The detail of an event that `tell` sent by that name. */
export function told<Name extends keyof PartEvents>(event: Event, _name: Name): PartEvents[Name] {
	return (event as CustomEvent<PartEvents[Name]>).detail;
}
