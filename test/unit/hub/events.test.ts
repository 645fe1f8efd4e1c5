// The broadcaster: everyone gets everything, slow ones get the newest, and nobody is kept for ever.
import assert from 'node:assert/strict';
import type { HubEvent, ScanProgress } from '../../../src/contract';
import { createBroadcaster } from '../../../src/hub/events';

const scan = (files_done: number): HubEvent => ({ type: 'scan', progress: { running: true, files_done } as ScanProgress });
const usage = (model: string): HubEvent => ({ type: 'api_usage_update', data: { model, tokens_in: 1, tokens_out: 1, cost: 0 } });
const alert = (message: string) => ({ type: 'budget_alert', message }) as HubEvent;
const word = (event: HubEvent | undefined): string =>
	event === undefined
		? 'end'
		: event.type === 'scan'
			? `scan ${event.progress.files_done}`
			: event.type === 'api_usage_update'
				? event.data.model
				: event.type === 'budget_alert'
					? event.message
					: event.type;

async function take(iterator: AsyncGenerator<HubEvent, void, void>, count: number): Promise<string> {
	const words: string[] = [];
	for (let i = 0; i < count; i++) {
		const { value, done } = await iterator.next();
		words.push(word(done ? undefined : (value as HubEvent)));
	}
	return words.join(', ');
}

describe('broadcaster', () => {
	it('gives the first words, then what happens, to each watcher', async () => {
		const events = createBroadcaster();
		const one = events.watch([{ type: 'sources_changed' }], undefined);
		const other = events.watch([], undefined);
		events.send(usage('a'));
		events.send(usage('b'));
		assert.equal(await take(one, 3), 'sources_changed, a, b');
		assert.equal(await take(other, 2), 'a, b');
	});

	it('keeps only the newest progress for one who is slow', async () => {
		const events = createBroadcaster();
		const slow = events.watch([], undefined);
		for (let i = 1; i <= 100; i++) events.send(scan(i));
		events.send(usage('a'));
		assert.equal(await take(slow, 2), 'scan 100, a');
	});

	it('loses old usage updates of one who is far behind, never an alert', async () => {
		const events = createBroadcaster();
		const slow = events.watch([], undefined);
		events.send(alert('over'));
		for (let i = 1; i <= 2000; i++) events.send(usage(`m${i}`));
		assert.equal(await take(slow, 2), 'over, m1502');
	});

	it('keeps each job only at its newest, and loses old runs before what must be claimed', async () => {
		const events = createBroadcaster();
		const slow = events.watch([], undefined);
		const job = (id: number, name: string) => ({ type: 'job', id, job: { name } }) as HubEvent;
		for (let i = 1; i <= 100; i++) events.send(job(1, `one ${i}`));
		events.send(job(2, 'two'));
		for (const value of [await slow.next(), await slow.next()]) assert.match(JSON.stringify(value), /"one 100"|"two"/);
		events.send({ type: 'job_notice', notice: { id: 1, job_id: 1, run_id: null, kind: 'failing', message: 'it fails' } });
		for (let i = 1; i <= 2000; i++) events.send({ type: 'cron_executed', job_id: i, result: 'success' });
		const kept = [(await slow.next()).value, (await slow.next()).value] as HubEvent[];
		assert.deepEqual(
			kept.map(({ type }) => type),
			['job_notice', 'cron_executed'],
		);
		assert.equal((kept[1] as { job_id: number }).job_id, 1502);
	});

	it('lets go of those who left: by signal, by return, even before their first word', async () => {
		const events = createBroadcaster();
		const left = new AbortController();
		const waiting = take(events.watch([], left.signal), 1);
		const returned = events.watch([], undefined);
		await take(events.watch([scan(1)], undefined), 1).then(() => undefined);
		void returned.next();
		assert.equal(events.watchers, 3);
		left.abort();
		assert.equal(await waiting, 'end');
		assert.equal(events.watchers, 2);
		const never = new AbortController();
		events.watch([], never.signal);
		never.abort();
		assert.equal(events.watchers, 2);
		events.end();
		assert.equal(await take(returned, 1), 'end');
	});
});
