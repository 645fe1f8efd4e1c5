// How the user left the dashboard, kept by VS Code while the page is hidden or the window reloads; checked when read.
import type { Period } from '../../src/contract';
import { MEASURES, type Measure } from '../parts/measure';

export const PERIODS = ['daily', 'weekly', 'monthly'] as const satisfies readonly Period[];

export interface Remembered {
	period: Period;
	measure: Measure;
	asTable: boolean;
	/** Ids of the series that are switched off. */
	off: readonly string[];
}

export const FIRST_LOOK: Remembered = { period: 'daily', measure: 'cost', asTable: false, off: [] };

/** More switched-off series than this are of models long gone. */
const MOST_OFF = 50;

/** Whatever of it is well formed; the rest as at the first look. */
export function readRemembered(kept: unknown): Remembered {
	if (typeof kept !== 'object' || kept === null) return FIRST_LOOK;
	const { period, measure, asTable, off } = kept as Record<string, unknown>;
	return {
		period: PERIODS.find(known => known === period) ?? FIRST_LOOK.period,
		measure: MEASURES.find(known => known === measure) ?? FIRST_LOOK.measure,
		asTable: asTable === true,
		off: Array.isArray(off) ? off.filter((id): id is string => typeof id === 'string').slice(-MOST_OFF) : [],
	};
}
