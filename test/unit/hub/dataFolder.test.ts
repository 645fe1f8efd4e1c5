// Where data goes when nobody says where.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { dataFolderOf, defaultDataFolder } from '../../../src/hub/dataFolder';

describe('data folder', () => {
	it("is the platform's own", () => {
		assert.equal(defaultDataFolder('linux', '/home/jo', {}), '/home/jo/.local/share/mission-control');
		assert.equal(defaultDataFolder('linux', '/home/jo', { XDG_DATA_HOME: '/data' }), '/data/mission-control');
		assert.equal(defaultDataFolder('linux', '/home/jo', { XDG_DATA_HOME: 'relative' }), '/home/jo/.local/share/mission-control');
		assert.equal(
			defaultDataFolder('darwin', '/Users/jo', { XDG_DATA_HOME: '/data' }),
			'/Users/jo/Library/Application Support/Mission Control',
		);
		assert.equal(defaultDataFolder('win32', 'C:\\Users\\jo', { LOCALAPPDATA: 'D:\\Local' }), 'D:\\Local\\Mission Control');
		assert.equal(defaultDataFolder('win32', 'C:\\Users\\jo', {}), 'C:\\Users\\jo\\AppData\\Local\\Mission Control');
	});

	it('is where the caller says, and apart for each other home', () => {
		const machine = { platform: 'linux' as const, home: '/home/jo', env: {} };
		assert.equal(dataFolderOf(machine, '/x', '/other'), path.resolve('/x'));
		assert.equal(dataFolderOf(machine, undefined, undefined), '/home/jo/.local/share/mission-control');
		assert.equal(dataFolderOf(machine, undefined, '/home/jo'), '/home/jo/.local/share/mission-control');
		const [a, b] = ['/other', '/another'].map(home => dataFolderOf(machine, undefined, home));
		assert.match(a ?? '', /^\/home\/jo\/.local\/share\/mission-control\/homes\/[0-9a-f]{10}$/);
		assert.notEqual(a, b);
	});
});
