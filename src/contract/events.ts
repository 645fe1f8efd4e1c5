// What the hub says by itself. One stream carries every event; the same objects go over the plain WebSocket door later.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { BudgetAlert, Meter } from './budget';
import { ScanProgress } from './collect';
import { JobNotice } from './jobNotices';
import { Job, JobRun } from './jobs';
import { WindowCall } from './jobsWindow';
import { StoreStatus } from './store';

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
	/** Whether the store is saved changed. Also among the first events of every stream. */
	z.object({ type: z.literal('store'), status: StoreStatus }),
	/** A source was found, lost, or has new notes. */
	z.object({ type: z.literal('sources_changed') }),
	/** A job was added, changed or removed (`job` is null then), or its state moved on. */
	z.object({ type: z.literal('job'), id: z.number(), job: Job.nullable() }),
	/** A run began, ended, or was skipped. */
	z.object({ type: z.literal('job_run'), run: JobRun }),
	/** A run has ended: the seeds' two names for it, one for every job and one with the details of a task. */
	z.object({ type: z.literal('cron_executed'), job_id: z.number(), result: z.string() }),
	z.object({
		type: z.literal('system_task_run'),
		taskId: z.number(),
		taskType: z.string(),
		component: z.string(),
		status: z.enum(['success', 'error', 'skipped']),
		result: z.string().nullable(),
		errorMessage: z.string().nullable(),
		finishedAt: z.string(),
	}),
	/** Asks one window (the first that claims `call` with `jobs.claimCall`) to do what only a window can. */
	z.object({ type: z.literal('window_call'), call: WindowCall }),
	/** A failing episode to tell the user of; claimed like a budget alert. */
	z.object({
		type: z.literal('job_notice'),
		notice: JobNotice,
	}),
]);

export const eventsContract = {
	watch: oc.route({ method: 'GET', path: '/api/events' }).output(eventIterator(HubEvent)),
};

export type HubEvent = z.infer<typeof HubEvent>;
