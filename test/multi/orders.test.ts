// A window edits jobs while the hub is killed under it: each order is carried out once.
import assert from 'node:assert/strict';
import { systemClock } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import type { NewJob } from '../../src/contract';
import { hubOver } from '../../src/contract/caller';
import { dial } from '../../src/contract/dial';
import { readOwner } from '../../src/contract/owner';
import { kill, type Playground, playground, until } from './playground';

/** Moments at which the hub is killed, ms after the order went out. */
const MOMENTS = [0, 1, 2, 3, 5, 8, 12];

describe('orders while the owner changes', () => {
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(() => play.end());

	const job = (name: string): NewJob => ({
		name,
		schedule: { kind: 'interval', seconds: 3600 },
		action: { kind: 'command', argv: ['true'] },
	});
	const direct = async () => {
		const owner = readOwner(play.data);
		const answer = owner && (await dial(systemClock, owner, 'window'));
		assert.equal(answer?.kind, 'open');
		assert.ok(owner && answer?.kind === 'open');
		return { api: hubOver(answer.socket), pid: owner.pid, socket: answer.socket };
	};

	it('MW13 an order in flight when the hub is killed goes to the next one, and is carried out once', async () => {
		let lost = 0;
		for (const [round, moment] of MOMENTS.entries()) {
			const window = play.window();
			const api = await window.api();
			const info = await api.hub.info();
			window.onState(state => state.kind === 'gone' && lost++);
			const adding = api.jobs.add(job(`job ${round}`));
			await systemClock.sleep(moment);
			kill(info.pid, 'SIGKILL');
			const added = await adding;
			assert.equal(added.name, `job ${round}`);
			await until('the next hub', () => window.state.kind === 'connected' && window.state.info.pid !== info.pid);
			const names = (await (await window.api()).jobs.list()).filter(({ component }) => component === 'user').map(({ name }) => name);
			assert.deepEqual(
				names.sort(),
				Array.from({ length: round + 1 }, (_, i) => `job ${i}`),
			);
			window.dispose();
		}
		assert.equal(lost, MOMENTS.length, 'every round lost its hub');
	});

	it('MW13 sent again to the next hub after the first had carried it out, it is answered from what was saved', async () => {
		await play.window().api();
		const first = await direct();
		const op = 'an-order-of-this-test';
		const made = await first.api.jobs.add({ ...job('once'), op });
		await first.api.jobs.change({ id: made.id, enabled: false, op });
		kill(first.pid, 'SIGKILL');
		await until('the next hub', () => readOwner(play.data)?.pid !== first.pid);
		const second = await direct();
		assert.equal((await second.api.jobs.add({ ...job('once'), op })).id, made.id);
		assert.equal((await second.api.jobs.change({ id: made.id, enabled: true, op })).enabled, false);
		assert.equal((await second.api.jobs.list()).filter(({ component }) => component === 'user').length, 1);
		second.socket.terminate();
	});

	it('MW13 an order to run, which no hub keeps a proof of, is never sent twice', async () => {
		const window = play.window();
		const api = await window.api();
		const { id } = await api.jobs.add(job('run me'));
		const { pid } = await api.hub.info();
		kill(pid, 'SIGSTOP');
		const running = api.jobs.run({ id });
		await systemClock.sleep(20);
		kill(pid, 'SIGKILL');
		await assert.rejects(running, (error: unknown) => error instanceof AppError && error.code === 'HUB_GONE');
		assert.deepEqual(await (await window.api()).jobs.history({ id }), []);
	});
});
