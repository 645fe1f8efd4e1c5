// The last known meter between two sessions: plain JSON that another version may have written, so it is checked when read.
import type { Meter, PeriodMeter } from '../../contract';

export const LAST_METER_KEY = 'missionControl.lastMeter';

/** What is kept: no model names, so that nothing of a project outlives its day in the editor's own storage. */
export const rememberedMeter = (meter: Meter): Meter => ({
	...meter,
	daily: { ...meter.daily, models: [] },
	monthly: { ...meter.monthly, models: [] },
	scanning: false,
});

/** The kept meter, or undefined where it is none, of another shape, or was taken before the first reading. */
export function readLastMeter(value: unknown): Meter | undefined {
	if (!isRecord(value) || typeof value.as_of !== 'string' || typeof value.zone !== 'string') return undefined;
	if (!isPeriod(value.daily) || !isPeriod(value.monthly)) return undefined;
	if (!Array.isArray(value.thresholds) || !value.thresholds.every(isAmount)) return undefined;
	return {
		zone: value.zone,
		daily: value.daily,
		monthly: value.monthly,
		thresholds: value.thresholds,
		as_of: value.as_of,
		scanning: false,
		any_source: value.any_source !== false,
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
