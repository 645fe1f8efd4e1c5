// Folders as people read them.
import assert from 'node:assert/strict';
import { folderName, shortPath } from '../../../../src/vscode/view/path';

describe('path', () => {
	it('names a folder by its last part, on any platform', () => {
		assert.deepEqual(['/home/user/proj', '/home/user/proj/', 'C:\\work\\app', '', '/', 'plain'].map(folderName), [
			'proj',
			'proj',
			'app',
			'(no project)',
			'/',
			'plain',
		]);
	});

	it('writes the home folder as ~, and only the home folder', () => {
		assert.equal(shortPath('/home/user/.claude', '/home/user'), '~/.claude');
		assert.equal(shortPath('/home/user', '/home/user/'), '~');
		assert.equal(shortPath('/home/user2/x', '/home/user'), '/home/user2/x');
		assert.equal(shortPath('C:\\Users\\me\\x', 'C:\\Users\\me'), '~\\x');
		assert.equal(shortPath('/x', ''), '/x');
	});
});
