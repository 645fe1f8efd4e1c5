// Which secrets jobs name, for which places.
import assert from 'node:assert/strict';
import type { Action } from '../../../../src/contract';
import { originOf, secretKey, secretNeeds, secretProblem } from '../../../../src/vscode/view/jobSecret';

const http = (url: string, headers?: Record<string, string>): Action => ({
	kind: 'http',
	method: 'GET',
	url,
	...(headers ? { headers } : {}),
});

describe('jobSecret', () => {
	it('finds what headers name, once for each place', () => {
		const needs = secretNeeds([
			{ name: 'A', action: http('https://api.example.com/x', { Authorization: 'Bearer ${secret:hub}', 'X-Again': '${secret:hub}' }) },
			{ name: 'B', action: http('https://api.example.com:443/y?q=${secret:no}', { 'X-Key': '${secret:hub}${secret:key}' }) },
			{ name: 'C', action: http('http://127.0.0.1:80/', { 'X-Key': '${secret:hub}', 'X-Bad': '${secret:} ${secret:a b} $secret:c' }) },
			{ name: 'D', action: { kind: 'shell', line: 'echo ${secret:hub}' } },
			{ name: 'E', action: http('nowhere', { a: '${secret:hub}' }) },
			{ name: 'F', action: http('https://example.org') },
		]);
		assert.deepEqual(needs, [
			{ name: 'hub', origin: 'https://api.example.com', jobs: ['A', 'B'] },
			{ name: 'key', origin: 'https://api.example.com', jobs: ['B'] },
			{ name: 'hub', origin: 'http://127.0.0.1', jobs: ['C'] },
		]);
		assert.equal(new Set(needs.map(secretKey)).size, 3);
	});

	it('a place is scheme, host and port; a value is one line of plain characters', () => {
		assert.deepEqual(
			[originOf(' https://A.example/x '), originOf('ftp://a'), originOf('a.example')],
			['https://a.example', undefined, undefined],
		);
		assert.deepEqual(['x', ' Bearer é\n', 'a\nb', 'a\0b', '😀', ' '].map(secretProblem), [
			undefined,
			undefined,
			'A header takes one line of plain characters.',
			'A header takes one line of plain characters.',
			'A header takes one line of plain characters.',
			'Paste the secret.',
		]);
	});
});
