// A webview's bridge to the hub, as pages load and hide and hubs come and go.
import assert from 'node:assert/strict';
import { silentLog } from '../../../src/base/log';
import { tunnelBridge } from '../../../src/vscode/tunnelBridge';
import type { ToWebview } from '../../../src/vscode/view/messages';
import { handClock, handHub } from './hands';

const settled = () => new Promise(resolve => setImmediate(resolve));

function bridged() {
	const clock = handClock(0);
	const hub = handHub();
	const page: ToWebview[] = [];
	const orders: string[] = [];
	const bridge = tunnelBridge({ clock, hub: hub.connection, log: silentLog, run: command => orders.push(command) }, 'dashboard', message =>
		page.push(message),
	);
	const heard = () => page.splice(0).map(message => (message.kind === 'tunnel' ? message.state : message.kind));
	return { clock, hub, bridge, orders, page, heard };
}

describe('tunnelBridge', () => {
	it('opens a tunnel when the page is ready, and passes frames both ways as bytes', async () => {
		const { hub, bridge, page } = bridged();
		hub.connect();
		assert.equal(hub.tunnels.length, 0);
		bridge.receive({ kind: 'ready' });
		await settled();
		assert.deepEqual(page, [{ kind: 'tunnel', state: 'open' }]);
		const [tunnel] = hub.tunnels;
		bridge.receive({ kind: 'frame', data: 'question' });
		assert.deepEqual(tunnel?.sent, ['question']);
		tunnel?.say('answer');
		tunnel?.say(Buffer.from([1, 2, 3]).subarray(1));
		assert.deepEqual(page[1], { kind: 'frame', data: 'answer' });
		const bytes = (page[2] as { data: Uint8Array }).data;
		assert.equal(bytes.constructor, Uint8Array);
		assert.deepEqual([...bytes], [2, 3]);
		assert.equal(bytes.buffer.byteLength, 2, 'nothing beside the frame crosses');
	});

	it('keeps what it has to say until the page listens', async () => {
		const { hub, bridge, heard } = bridged();
		hub.connect();
		bridge.post({ kind: 'show', view: 'weekly' });
		assert.deepEqual(heard(), []);
		bridge.receive({ kind: 'ready' });
		await settled();
		assert.deepEqual(heard(), ['show', 'open']);
	});

	it('tells the page that the hub is gone, and opens another tunnel when one is back', async () => {
		const { hub, bridge, heard } = bridged();
		hub.connect();
		bridge.receive({ kind: 'ready' });
		await settled();
		hub.tunnels[0]?.end();
		hub.die();
		assert.equal(hub.tunnels[0]?.open, false);
		bridge.receive({ kind: 'frame', data: 'lost' });
		hub.connect();
		await settled();
		assert.deepEqual(heard(), ['open', 'closed', 'closed', 'open']);
		assert.deepEqual(hub.tunnels[0]?.sent, []);
		assert.deepEqual(hub.tunnels[1]?.sent, [], 'an order in flight is never sent twice');
	});

	it('tries again, not at once, while the hub seems to be there', async () => {
		const { clock, hub, bridge, heard } = bridged();
		hub.connect();
		bridge.receive({ kind: 'ready' });
		await settled();
		hub.tunnels[0]?.end();
		await settled();
		assert.equal(hub.tunnels.length, 1);
		clock.pass(500);
		await settled();
		assert.equal(hub.tunnels.length, 2);
		assert.deepEqual(heard(), ['open', 'closed', 'open']);
	});

	it('a page that loads again gets a tunnel of its own', async () => {
		const { hub, bridge } = bridged();
		hub.connect();
		bridge.receive({ kind: 'ready' });
		bridge.receive({ kind: 'ready' });
		await settled();
		assert.deepEqual(
			hub.tunnels.map(({ open }) => open),
			[false, true],
		);
	});

	it('a hidden page holds no tunnel; a shown one gets it back', async () => {
		const { hub, bridge } = bridged();
		hub.connect();
		bridge.receive({ kind: 'ready' });
		await settled();
		bridge.setVisible(false);
		assert.equal(hub.tunnels[0]?.open, false);
		hub.connect();
		await settled();
		assert.equal(hub.tunnels.length, 1, 'none while hidden');
		bridge.setVisible(true);
		await settled();
		assert.equal(hub.tunnels.length, 2);
	});

	it('SE04 drops what is no message, and everything from a disposed page', async () => {
		const { hub, bridge, orders } = bridged();
		hub.connect();
		bridge.receive({ kind: 'ready' });
		await settled();
		bridge.receive({ kind: 'command', command: 'workbench.action.terminal.new' });
		bridge.receive({ kind: 'frame', data: 'x', extra: true });
		bridge.receive({ kind: 'command', command: 'refresh' });
		assert.deepEqual(orders, ['refresh']);
		assert.deepEqual(hub.tunnels[0]?.sent, []);
		bridge.dispose();
		bridge.receive({ kind: 'command', command: 'refresh' });
		bridge.receive({ kind: 'ready' });
		await settled();
		assert.deepEqual(orders, ['refresh']);
		assert.deepEqual([hub.tunnels.length, hub.tunnels[0]?.open, hub.listeners()], [1, false, 0]);
	});
});
