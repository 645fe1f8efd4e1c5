// Orders that are sent again: carried out once, and answered as before.
import assert from 'node:assert/strict';
import type { NewJob } from '../../../../src/contract';
import { DAY, every, jobsWorld, once, type World } from '../../../support/jobsWorld';

const JOB: NewJob = { name: 'job', schedule: every(3600), action: { kind: 'command', argv: ['true'] } };
const OP = '0123456789abcdef';
const kept = ({ store }: World) => store.all('SELECT name FROM job_orders ORDER BY at').map(row => row.name);

describe('orders about jobs', () => {
	it('MW13 adding again by the same name gives the job that was made, by another name another one', async () => {
		const world = await jobsWorld();
		const first = await world.jobs.add(JOB, undefined, OP);
		assert.deepEqual(await world.jobs.add({ ...JOB, name: 'other' }, undefined, OP), first);
		assert.notEqual((await world.jobs.add(JOB, undefined, `${OP}2`)).id, first.id);
		assert.notEqual((await world.jobs.add(JOB)).id, first.id);
		assert.equal(world.jobs.list().length, 3);
		assert.deepEqual(kept(world), [`add ${OP}`, `add ${OP}2`]);
	});

	it('MW13 a change, a removal and its taking back are carried out once, whatever came between', async () => {
		const world = await jobsWorld();
		const { id, revision } = await world.jobs.add(JOB);
		await world.jobs.change(id, { name: 'mine', revision }, OP);
		const theirs = await world.jobs.change(id, { name: 'theirs' });
		assert.deepEqual(await world.jobs.change(id, { name: 'mine', revision }, OP), theirs);
		assert.equal(await world.jobs.remove(id, OP), true);
		await world.jobs.restore(id, OP);
		assert.equal(await world.jobs.remove(id, OP), true);
		assert.equal(world.jobs.get(id).name, 'theirs', 'the removal that was taken back is not carried out again');
		assert.equal(await world.jobs.remove(id), true);
		await assert.rejects(world.jobs.restore(id, OP), { code: 'NOT_FOUND' });
	});

	it('MW13 an order that failed leaves no proof: sent again it is carried out', async () => {
		const world = await jobsWorld();
		world.store.failNext();
		await assert.rejects(world.jobs.add(JOB, undefined, OP));
		assert.deepEqual(kept(world), []);
		await assert.rejects(world.jobs.add({ ...JOB, name: ' ' }, undefined, OP), { code: 'BAD_INPUT' });
		await world.jobs.add(JOB, undefined, OP);
		assert.equal(world.jobs.list().length, 1);
	});

	it('an order that was carried out is not judged again, and the proof is kept for a day', async () => {
		const world = await jobsWorld();
		const soon = { ...JOB, schedule: once('2026-11-02T08:30') };
		const { id } = await world.jobs.add(soon, undefined, OP);
		await world.clock.advance(DAY / 2);
		assert.equal((await world.jobs.add(soon, undefined, OP)).id, id);
		await world.clock.advance(DAY);
		await world.jobs.add(JOB, undefined, `${OP}2`);
		assert.deepEqual(kept(world), [`add ${OP}2`]);
	});
});
