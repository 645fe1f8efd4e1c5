// The product's own recurring work.
import { messageOf } from '../../../base/errors';
import type { RunContext, RunOutcome } from '../action';
import { type ActionOf, type ActionParts, failed } from './parts';

export async function runSystem({ system }: ActionParts, { task }: ActionOf<'system'>, context: RunContext): Promise<RunOutcome> {
	try {
		context.signal.throwIfAborted();
		const summary = await system[task](context.signal);
		if (summary !== '') context.output(`${summary}\n`);
		return { status: 'success', exitCode: null, summary };
	} catch (error) {
		if (context.signal.aborted) return { status: 'cancelled', exitCode: null, summary: 'Ended before it was done.' };
		return failed(messageOf(error));
	}
}
