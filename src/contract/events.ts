// What the hub says by itself. One stream carries every event; the same objects go over the plain WebSocket door later.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { BudgetAlert, Meter } from './budget';
import { ScanProgress } from './collect';

export const HubEvent = z.discriminatedUnion('type', [
	/** New usage of one model since the last event; tokens_in is uncached input. */
	z.object({
		type: z.literal('api_usage_update'),
		data: z.object({ model: z.string(), tokens_in: z.number(), tokens_out: z.number(), cost: z.number().nullable() }),
	}),
	/** Sent to every window until one claims it, and again to a window that connects while it is unclaimed. */
	z.object({ type: z.literal('budget_alert'), level: z.enum(['warning', 'error']), message: z.string(), alert: BudgetAlert }),
	/** The figures of the meter changed (usage, limits, zone or day). Also the first event of every stream. */
	z.object({ type: z.literal('meter'), meter: Meter }),
	z.object({ type: z.literal('scan'), progress: ScanProgress }),
	/** A source was found, lost, or has new notes. */
	z.object({ type: z.literal('sources_changed') }),
]);

export const eventsContract = {
	watch: oc.route({ method: 'GET', path: '/api/events' }).output(eventIterator(HubEvent)),
};

export type HubEvent = z.infer<typeof HubEvent>;
