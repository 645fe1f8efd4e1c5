// Output that is safe to show: no escape sequences, no control characters, no secrets, however it is cut.
import assert from 'node:assert/strict';
import { firstLine, OutputText, safeOutput } from '../../../../../src/core/jobs/actions/outputText';
import { isSecretName, secretsOf } from '../../../../../src/core/jobs/actions/secrets';

const ESC = '\u001b';

/** The same in pieces of so many bytes. */
function inPieces(bytes: Buffer, size: number, secrets: readonly string[] = []): string {
	let out = '';
	const output = new OutputText(secrets, text => {
		out += text;
	});
	for (let at = 0; at < bytes.length; at += size) output.push(bytes.subarray(at, at + size));
	output.end();
	return out;
}

describe('the output of a run', () => {
	it('SE10 colours go, other escape sequences and control characters are seen and do nothing', () => {
		assert.equal(safeOutput(`${ESC}[1;31mred${ESC}[0m\n`, []), 'red\n');
		assert.equal(safeOutput(`${ESC}]0;title\u0007${ESC}[2J${ESC}]8;;http://x\u0007\n`, []), '␛]0;title␇␛[2J␛]8;;http://x␇\n');
		assert.equal(safeOutput('a\u0000b\u0008c\u007fd\u009be\tf\n', []), 'a␀b␈c␡d\\u{9b}e\tf\n');
		assert.equal(safeOutput('file\u202etxt.exe\n', []), 'file\\u{202e}txt.exe\n');
		assert.equal(safeOutput('10%\r20%\r\nend\r\n', []), '10%\n20%\nend\n');
	});

	it('SE10 secrets of every common shape are not shown', () => {
		const shapes = [
			'sk-ant-api03-abcdefghijklmnopqrstuvwxyz',
			'sk-proj-abcdefghijklmnop1234',
			`ghp_${'a1'.repeat(18)}`,
			`github_pat_${'a1'.repeat(20)}`,
			'glpat-abcdefghijklmnopqrst',
			'AKIAIOSFODNN7EXAMPLE',
			`AIza${'a'.repeat(35)}`,
			'xoxb-123456789012-abcdef',
			`npm_${'a'.repeat(36)}`,
			`hf_${'a'.repeat(34)}`,
			'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghij',
		];
		for (const secret of shapes) assert.equal(safeOutput(`it is ${secret}, see\n`, []), 'it is [redacted], see\n', secret);
		assert.equal(safeOutput('Authorization: Bearer abc.def-123\n', []), 'Authorization: [redacted]\n');
		assert.equal(safeOutput('> authorization: Basic dXNlcjpwdw==\n', []), '> authorization: [redacted]\n');
		assert.equal(safeOutput('{"Authorization":"Bearer abcdef","x":1}\n', []), '{"Authorization":"[redacted]","x":1}\n');
		assert.equal(safeOutput('x-api-key: 1a2b3c4d5e\n', []), 'x-api-key: [redacted]\n');
		assert.equal(safeOutput('export MY_API_KEY=hunter22222\n', []), 'export MY_API_KEY=[redacted]\n');
		assert.equal(safeOutput('Set-Cookie: sid=abc; Path=/\n', []), 'Set-Cookie: [redacted]\n');
		assert.equal(safeOutput('postgres://user:hunter2@db/x\n', []), 'postgres://[redacted]@db/x\n');
		assert.equal(safeOutput(`sk-ant-${ESC}[1mapi03-abcdefghijklmnopqrst\n`, []), '[redacted]\n');
	});

	it('SE10 ordinary words are left alone', () => {
		for (const text of [
			'input_tokens: 123456',
			'"output_tokens": 1234567',
			'the token was read',
			'task-list-of-things-to-do',
			'a key: value',
			'https://example.org/a:b@c',
		]) {
			assert.equal(safeOutput(`${text}\n`, []), `${text}\n`);
		}
	});

	it('SE10 a private key goes over many lines', () => {
		const key = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIabc\n'.repeat(20)}-----END RSA PRIVATE KEY-----\n`;
		for (const size of [1, 7, 4096]) assert.equal(inPieces(Buffer.from(`before\n${key}after\n`), size), 'before\n[redacted]\nafter\n');
	});

	it('SE10 pieces of any size give what the whole gives', () => {
		const text = `héllo ✓ 👩‍💻 sk-abcdefghijklmnopqrstuvwx\r\nthe correct-horse\n${ESC}[31mcorr${ESC}[0mect-horse ${ESC}]0;x\u0007 end`;
		const whole = safeOutput(text, ['correct-horse']);
		assert.equal(whole, 'héllo ✓ 👩‍💻 [redacted]\nthe [redacted]\n[redacted] ␛]0;x␇ end');
		for (const size of [1, 2, 3, 5, 11]) assert.equal(inPieces(Buffer.from(text), size, ['correct-horse']), whole, `by ${size}`);
	});

	it('SE10 a secret in a line without an end is not shown in halves', () => {
		const secret = 'sk-ant-abcdefghijklmnopqrstuvwxyz0123456789';
		for (let before = 61_300; before < 61_500; before += 3) {
			const out = inPieces(Buffer.from(`${'. '.repeat(before / 2)}${secret}${' .'.repeat(10_000)}`), 65_600);
			assert.ok(!out.includes('sk-a') && !out.includes('0123456789') && out.includes('[redacted]'), `at ${before}`);
		}
	});

	it('SE10 what is left out of a flood may begin within a secret or a key: neither is shown', () => {
		const skipped = (before: string, after: string): string => {
			let out = '';
			const output = new OutputText(['correct-horse'], text => {
				out += text;
			});
			output.push(Buffer.from(before));
			output.skip(100);
			output.push(Buffer.from(after));
			output.end();
			return out.replace(/\n\[… 100 bytes too many at once, not shown …\]\n/, '|');
		};
		assert.equal(skipped('one\ntw', 'o\nthree\n'), 'one\ntw|three\n');
		assert.equal(skipped('a\n', '-horse\nb\n'), 'a\n|b\n');
		assert.equal(skipped('a\n', 'xyz'), 'a\n|');
		assert.equal(skipped('a\n', 'MII\nMIIabc\n-----END RSA PRIVATE KEY-----\nb\n'), 'a\n|\nb\n');
		assert.equal(skipped('-----BEGIN PRIVATE KEY-----\nMII', 'MII\nfree again\n'), '[redacted]|free again\n');
	});

	it('bytes that are no text become marks, not errors', () => {
		assert.equal(safeOutput('', []), '');
		assert.equal(inPieces(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a]), 2), 'a\ufffd\ufffdb\n');
	});

	it('names of secrets, and values too short to be one', () => {
		for (const name of [
			'OPENAI_API_KEY',
			'GH_TOKEN',
			'PASSWORD',
			'aws_secret_access_key',
			'X-Api-Key',
			'Authorization',
			'NPM_AUTH',
			'Cookie',
		]) {
			assert.equal(isSecretName(name), true, name);
		}
		for (const name of ['PATH', 'KEYBOARD', 'TOKENIZERS_PARALLELISM', 'MONKEY', 'LANG', 'AUTHOR'])
			assert.equal(isSecretName(name), false, name);
		assert.deepEqual(secretsOf({ A_KEY: 'short', B_KEY: 'longer-one', C: 'not-secret' }, { D_TOKEN: 'the-longest-one' }), [
			'the-longest-one',
			'longer-one',
		]);
	});

	it('a summary is one short line', () => {
		assert.equal(firstLine('\n\n  hello  \nworld'), 'hello');
		assert.equal(firstLine('a'.repeat(500)).length, 300);
	});
});
