// What only a window can do: one window takes it, one answer counts, and nobody waits for ever.
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/base/clock';
import type { Action, HubEvent } from '../../../src/contract';
import { createWindowCalls, type WindowCalls } from '../../../src/hub/windowCalls';

type Asked = Extract<Action, { kind: 'vscode.command' }>;
const action: Asked = { kind: 'vscode.command', command: 'editor.action.formatDocument' };

describe('window calls', () => {
	let sent: HubEvent[];
	let calls: WindowCalls;
	beforeEach(() => {
		sent = [];
		// Two seconds of patience pass in twenty milliseconds.
		const clock = { ...systemClock, after: (delay: number, work: () => void) => systemClock.after(delay / 100, work) };
		calls = createWindowCalls({ clock, epoch: 7, send: event => sent.push(event) });
	});
	afterEach(() => calls.dispose());
	const numbers = () => sent.map(event => (event.type === 'window_call' ? event.call.call : 0));
	const ask = (signal = new AbortController().signal) => calls.ask(action, 12, signal);

	it('is taken by one window, whose answer counts, once', async () => {
		const asked = ask();
		const [call = 0] = numbers();
		assert.deepEqual(sent, [{ type: 'window_call', call: { call: 7_000_001, run: 12, action } }]);
		assert.deepEqual(calls.waiting(), [{ call, run: 12, action }]);
		assert.equal(calls.answer(call, { ok: true, text: 'not mine' }), false);
		assert.equal(calls.claim(call, undefined), true);
		assert.equal(calls.claim(call, undefined), false);
		assert.deepEqual(calls.waiting(), []);
		await systemClock.sleep(60); // taken, it may take its time
		assert.equal(calls.answer(call, { ok: true, text: 'done' }), true);
		assert.deepEqual(await asked, { ok: true, text: 'done' });
		assert.equal(calls.answer(call, { ok: false, text: 'again' }), false);
	});

	it('nobody takes it in time: undefined, and later it is too late', async () => {
		assert.equal(await ask(), undefined);
		assert.equal(calls.claim(7_000_001, undefined), false);
	});

	it('the window that took it goes away: that is the answer', async () => {
		const asked = ask();
		const window = new AbortController();
		assert.equal(calls.claim(numbers()[0] ?? 0, window.signal), true);
		window.abort();
		assert.deepEqual(await asked, { ok: false, text: 'The window was closed before it had answered.' });
		const gone = new AbortController();
		gone.abort();
		void ask();
		assert.equal(calls.claim(numbers()[1] ?? 0, gone.signal), false);
	});

	it('ends with the run, and with the hub', async () => {
		const run = new AbortController();
		const asked = ask(run.signal);
		run.abort();
		assert.equal((await asked)?.ok, false);
		assert.equal((await ask(run.signal))?.ok, false);
		const last = ask();
		calls.dispose();
		assert.equal(await last, undefined);
	});

	it('an answer meant for an earlier hub finds nothing', () => {
		void ask();
		assert.equal(calls.claim(6_000_001, undefined), false);
	});
});
