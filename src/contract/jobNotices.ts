// Something of a job that a person should be told, or asked.
import { oc } from '@orpc/contract';
import { z } from 'zod';

/** Exactly one window claims it and shows it. `ask-missed` is a question: it comes again until it is answered. */
export const JobNotice = z.object({
	id: z.number(),
	job_id: z.number(),
	run_id: z.number().nullable(),
	kind: z.enum(['failing', 'disabled', 'ask-missed']),
	message: z.string(),
});

const Id = z.object({ id: z.coerce.number().int() });

export const noticeRoutes = {
	/** True for the one caller that may show the notice; for a question, until that window goes away. */
	claimNotice: oc
		.route({ method: 'POST', path: '/api/cron/notices/{id}/claim' })
		.input(Id)
		.output(z.object({ claimed: z.boolean() })),
	/** The answer to `ask-missed`: catches one run up now, or records that it is not caught up. CONFLICT where it was answered before. */
	answerMissed: oc
		.route({ method: 'POST', path: '/api/cron/notices/{id}/answer' })
		.input(Id.extend({ catch_up: z.boolean() }))
		.output(z.object({ executed: z.boolean(), result: z.string(), run_id: z.number() })),
};

export type JobNotice = z.infer<typeof JobNotice>;
