// How fresh a figure is, in words: an old figure must never pass for a new one.
import { parseInstant } from '../../base/clock';
import { ago, dateTime, timeOfDay } from './format';

/** `live`: the hub answers. `waiting`: not yet. `gone`: it does not. */
export type HubWord = 'live' | 'waiting' | 'gone';

const DAY_MS = 86_400_000;

/**
 * `updated 2 min ago`, `as of 09:14, hub not answering`, `read 3 h ago, waiting for the hub`, `not read yet`.
 * `asOf` is ISO 8601 or null; `now` is ms; `zone` an IANA zone or ''.
 */
export function freshness(asOf: string | null, state: { now: number; zone: string; hub: HubWord }): string {
	const at = asOf === null ? undefined : parseInstant(asOf);
	if (state.hub === 'live') return at === undefined ? 'not read yet' : `updated ${ago(state.now - at)}`;
	if (state.hub === 'waiting') return `${at === undefined ? '' : `read ${ago(state.now - at)}, `}waiting for the hub`; // without a clock time: the first one of a process is slow to make
	const why = 'hub not answering';
	if (at === undefined) return why;
	const when = state.now - at < DAY_MS / 2 ? timeOfDay(at, state.zone) : dateTime(at, state.zone);
	return `as of ${when}, ${why}`;
}
