// What the hub says of a schedule while it is typed: why not, or when it would run.
import { messageOf } from '../../base/errors';
import type { HubConnection } from '../../client/port';
import type { Preview, Schedule } from '../../contract';
import { previewSentence } from '../view/previewText';
import type { Message } from './multiStep';

export async function judgeSchedule(hub: HubConnection, schedule: Schedule): Promise<Message> {
	const preview = await previewOf(hub, schedule, 3);
	return preview.error === null ? { text: previewSentence(preview), level: 'info' } : { text: preview.error, level: 'error' };
}

/** A hub that does not answer is an error of the preview, not of the dialog. */
export async function previewOf(hub: HubConnection, schedule: Schedule, count: number): Promise<Preview> {
	try {
		return await (await hub.api()).jobs.preview({ schedule, count });
	} catch (error) {
		return { error: messageOf(error), words: '', next: [] };
	}
}
