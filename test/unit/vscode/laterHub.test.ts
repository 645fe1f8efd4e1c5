// A connection that is handed out before it is opened.
import assert from 'node:assert/strict';
import { laterHub } from '../../../src/vscode/laterHub';
import { handHub } from './hands';
import { meter, period } from './view/sample';

const settled = () => new Promise(resolve => setImmediate(resolve));

describe('laterHub', () => {
	it('opens nothing before it is told to, and only once', async () => {
		const hub = handHub();
		let opened = 0;
		const later = laterHub(async () => {
			opened++;
			return hub.connection;
		});
		await settled();
		assert.deepEqual([opened, later.state.kind], [0, 'connecting']);
		later.begin();
		later.begin();
		await settled();
		assert.equal(opened, 1);
	});

	it('passes states and events on to those who listened before', async () => {
		const hub = handHub();
		const heard: string[] = [];
		const later = laterHub(async () => hub.connection);
		later.onState(state => heard.push(state.kind));
		const events = later.onEvent(event => heard.push(event.type));
		later.begin();
		await settled();
		hub.connect();
		hub.meter(meter(period(1, 5)));
		events.dispose();
		hub.meter(meter(period(2, 5)));
		assert.deepEqual(heard, ['connected', 'meter']);
		assert.equal(later.state.kind, 'connected');
	});

	it('tells a state that was reached while it opened', async () => {
		const hub = handHub();
		hub.connect();
		const heard: string[] = [];
		const later = laterHub(async () => hub.connection);
		later.onState(state => heard.push(state.kind));
		later.begin();
		await settled();
		assert.deepEqual(heard, ['connected']);
	});

	it('says that it could not be opened, to listeners and to whoever asks', async () => {
		const heard: string[] = [];
		const later = laterHub(() => Promise.reject(new Error('no such file')));
		later.onState(state => heard.push(state.kind === 'gone' ? state.error : state.kind));
		later.begin();
		await settled();
		assert.deepEqual(heard, ['The connection to the hub could not be opened: no such file']);
		assert.equal(later.state.kind, 'gone');
		await assert.rejects(later.api(), /no such file/);
	});

	it('disposes a connection that came after its own end', async () => {
		const hub = handHub();
		const later = laterHub(async () => hub.connection);
		later.begin();
		later.dispose();
		await settled();
		assert.equal(hub.disposed(), true);
		assert.equal(hub.listeners(), 0);
	});
});
