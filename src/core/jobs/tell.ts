// Tells of jobs and runs as events; a listener that fails is logged and harms nobody.
import { isoInstant } from '../../base/clock';
import type { HubEvent, JobNotice } from '../../contract';
import type { SchedulerParts } from './ports';
import { seedStatus } from './verdict';

export interface Tell {
	/** A run began, was skipped or missed. */
	run(id: number): void;
	/** A run has ended. */
	ended(id: number): void;
	/** The state of a job moved on. */
	job(id: number): void;
	notice(notice: JobNotice | undefined): void;
}

export function createTell({ jobs, clock, log, emit, ended }: SchedulerParts): Tell {
	const send = (make: () => HubEvent | undefined): void => {
		try {
			const event = make();
			if (event) emit(event);
		} catch (error) {
			log.error('An event about a job was not sent', error);
		}
	};
	const tell: Tell = {
		run: id => send(() => ({ type: 'job_run', run: jobs.run(id) })),
		job: id => send(() => ({ type: 'job', id, job: jobs.get(id) })),
		notice: notice => send(() => notice && { type: 'job_notice', notice }),
		ended(id) {
			tell.run(id);
			send(() => {
				const run = jobs.run(id);
				return { type: 'cron_executed', job_id: run.job_id, result: run.status };
			});
			send(() => {
				const run = jobs.run(id);
				const job = jobs.get(run.job_id);
				const status = seedStatus(run.status);
				return {
					type: 'system_task_run',
					taskId: job.id,
					taskType: job.task_type,
					component: job.component,
					status,
					result: status === 'error' ? null : run.summary,
					errorMessage: status === 'error' ? run.summary : null,
					finishedAt: run.finished_at ?? isoInstant(clock.now()),
				};
			});
			send(() => {
				ended?.(jobs.run(id));
				return undefined;
			});
		},
	};
	return tell;
}
