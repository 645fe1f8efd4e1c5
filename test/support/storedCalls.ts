// What is recorded of each call, taken out of its bundle: for tests that look at single calls.
import { decodeCalls, type StoredCall } from '../../src/core/usage/calls';
import type { Row, Store } from '../../src/storage/store';

/** A call with the names and numbers of its bundle; `bundle` is the stored row without its bytes. */
export interface RecordedCall extends StoredCall {
	file_id: number;
	day: string | null;
	model: string | null;
	bundle: Row;
}

const BUNDLES = `SELECT e.*, d.day, d.basis, s.name AS source, p.name AS provider, m.name AS model, a.name AS agent, j.name AS project,
	n.name AS session, v.name AS variant, c.name AS price FROM usage_events e
	LEFT JOIN usage_daily d ON d.id = e.daily_id LEFT JOIN sources s ON s.id = d.source_id LEFT JOIN providers p ON p.id = d.provider_id
	LEFT JOIN models m ON m.id = d.model_id LEFT JOIN agents a ON a.id = d.agent_id LEFT JOIN projects j ON j.id = d.project_id
	LEFT JOIN sessions n ON n.id = e.session_id LEFT JOIN variants v ON v.id = e.variant_id LEFT JOIN prices c ON c.id = e.price_id`;

/** Every recorded call, tombstones too, by key. */
export function storedCalls(store: Pick<Store, 'all'>): RecordedCall[] {
	return store
		.all(BUNDLES)
		.flatMap(({ bytes, ...bundle }) =>
			decodeCalls(bytes as Uint8Array).map(call => ({
				...call,
				file_id: Number(bundle.file_id),
				day: bundle.day as string | null,
				model: bundle.model as string | null,
				bundle,
			})),
		)
		.sort((a, b) => a.key - b.key);
}
