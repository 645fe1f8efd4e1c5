// How the user left the dashboard, kept by VS Code while the page is hidden or the window reloads; checked when read.
import type { Period } from '../../src/contract';
import { MEASURES, type Measure } from '../parts/measure';

export const PERIODS = ['daily', 'weekly', 'monthly'] as const satisfies readonly Period[];

export const PAGES = ['usage', 'jobs'] as const;
export type PageName = (typeof PAGES)[number];

export interface Remembered {
	page: PageName;
	period: Period;
	measure: Measure;
	asTable: boolean;
	/** Ids of the series that are switched off. */
	off: readonly string[];
	/** Of the jobs page: the calendar as a table, and the product's own jobs in view. */
	weekTable: boolean;
	systemJobs: boolean;
}

export const FIRST_LOOK: Remembered = {
	page: 'usage',
	period: 'daily',
	measure: 'cost',
	asTable: false,
	off: [],
	weekTable: false,
	systemJobs: false,
};

/** More switched-off series than this are of models long gone. */
const MOST_OFF = 50;

/** Whatever of it is well formed; the rest as at the first look. */
export function readRemembered(kept: unknown): Remembered {
	if (typeof kept !== 'object' || kept === null) return FIRST_LOOK;
	const { page, period, measure, asTable, off, weekTable, systemJobs } = kept as Record<string, unknown>;
	return {
		page: PAGES.find(known => known === page) ?? FIRST_LOOK.page,
		period: PERIODS.find(known => known === period) ?? FIRST_LOOK.period,
		measure: MEASURES.find(known => known === measure) ?? FIRST_LOOK.measure,
		asTable: asTable === true,
		off: Array.isArray(off) ? off.filter((id): id is string => typeof id === 'string').slice(-MOST_OFF) : [],
		weekTable: weekTable === true,
		systemJobs: systemJobs === true,
	};
}
