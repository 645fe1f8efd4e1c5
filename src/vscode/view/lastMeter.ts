// The last known meter between two sessions: plain JSON that another version may have written, so it is checked when read.
import type { Meter, PeriodMeter } from '../../contract';

export const LAST_METER_KEY = 'missionControl.lastMeter';

/** When the meter's day and month end, ms. Kept with it: finding that out again costs more than a first paint may. */
export interface MeterEnds {
	daily: number;
	monthly: number;
}

export interface LastMeter {
	meter: Meter;
	ends: MeterEnds;
}

/** What is kept: no model names, so that nothing of a project outlives its day in the editor's own storage. */
export const rememberedMeter = (meter: Meter, ends: MeterEnds): LastMeter => ({
	meter: { ...meter, daily: { ...meter.daily, models: [] }, monthly: { ...meter.monthly, models: [] }, scanning: false },
	ends,
});

/** The kept meter, or undefined where it is none, of another shape, or was taken before the first reading. */
export function readLastMeter(value: unknown): LastMeter | undefined {
	if (!isRecord(value) || !isRecord(value.ends) || !isRecord(value.meter)) return undefined;
	const { daily: dayEnds, monthly: monthEnds } = value.ends;
	const { zone, daily, monthly, thresholds, as_of, any_source } = value.meter;
	if (!isAmount(dayEnds) || !isAmount(monthEnds) || typeof as_of !== 'string' || typeof zone !== 'string') return undefined;
	if (!isPeriod(daily) || !isPeriod(monthly) || !Array.isArray(thresholds) || !thresholds.every(isAmount)) return undefined;
	return {
		meter: { zone, daily, monthly, thresholds, as_of, scanning: false, any_source: any_source !== false },
		ends: { daily: dayEnds, monthly: monthEnds },
	};
}

function isPeriod(value: unknown): value is PeriodMeter {
	if (!isRecord(value)) return false;
	const { start, end, limit, used, percent, level, unpriced_requests, models } = value;
	if (typeof start !== 'string' || typeof end !== 'string' || !Array.isArray(models) || models.length > 0) return false;
	return [limit, used, percent, unpriced_requests].every(isAmount) && ['off', 'normal', 'warning', 'error'].some(word => word === level);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
