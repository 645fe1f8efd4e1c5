// What the header of a rollout says of where it comes from: the agent it was made for, the thread it was copied from.
import { type Fork, newFork } from './codexFork';
import { type Fields, fieldsOf, nameOf } from './fields';

/** `source.subagent` is a word (`review`) or names how the thread was made (`thread_spawn`, with the agent's role or name). */
export function agentOf(payload: Fields): string {
	const subagent = fieldsOf(payload.source)?.subagent;
	if (typeof subagent === 'string') return nameOf(subagent);
	const spawn = fieldsOf(fieldsOf(subagent)?.thread_spawn);
	const name = nameOf(spawn?.agent_role) || nameOf(payload.agent_role) || nameOf(spawn?.agent_nickname) || nameOf(payload.agent_nickname);
	if (name) return name;
	if (subagent !== undefined) return nameOf(fieldsOf(subagent)?.other) || 'subagent';
	return payload.thread_source === 'subagent' ? 'subagent' : '';
}

/** The copy the file may begin with; null where it names none. `begun` is when the file was, ms. */
export function forkOf(payload: Fields, begun: number): Fork | null {
	const spawn = fieldsOf(fieldsOf(fieldsOf(payload.source)?.subagent)?.thread_spawn);
	const parents = [payload.forked_from_id, spawn?.parent_thread_id, payload.parent_thread_id].map(nameOf).filter(id => id !== '');
	const boundary = [payload.subagent_history_start_ordinal, payload.forked_from_ordinal_exclusive].filter(
		(value): value is number => typeof value === 'number' && Number.isSafeInteger(value),
	);
	const refers = fieldsOf(payload.history_base) !== undefined;
	if (parents.length === 0 && !refers && boundary.length === 0) return null;
	return { ...newFork([...new Set(parents)], begun), boundary: boundary.length > 0 ? Math.max(...boundary) : null, refers };
}
