// Names from logs stay plain text in a hover (case SE23).
import assert from 'node:assert/strict';
import { plain } from '../../../../src/vscode/view/markdown';

describe('markdown', () => {
	it('SE23 leaves nothing a Markdown renderer could act on', () => {
		for (const evil of [
			'[x](command:workbench.action.terminal.new)',
			'<img src=x onerror=alert(1)>',
			'$(error) `code` **bold** | cell |',
			'https://evil.example www.evil.example a@b.c',
			'# heading\n\n- list\n> quote',
			'\\[x\\](y) &lt;b&gt; &#91;',
			'a‮gpj.exe​',
		]) {
			const text = plain(evil, 400);
			assert.doesNotMatch(text.replace(/&#\d+;/g, ''), /[^\p{L}\p{N} ]/u, evil);
		}
	});

	it('shows the name itself, letter for letter', () => {
		const shown = (text: string) => plain(text).replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
		assert.equal(shown('claude-sonnet-4.5 (fast)'), 'claude-sonnet-4.5 (fast)');
		assert.equal(shown('[x](command:y)'), '[x](command:y)');
		assert.equal(shown('模型 é'), '模型 é');
		assert.equal(shown('two\nlines\t here'), 'two lines here');
	});

	it('cuts a long name without splitting a character', () => {
		const text = plain('🙂'.repeat(10), 5).replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
		assert.equal(text, '🙂🙂🙂🙂…');
	});
});
