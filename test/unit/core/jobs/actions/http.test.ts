// Requests against a real server on this machine: where they go, what they carry, and how much may come back.
import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../../../src/base/clock';
import { checkedUrl } from '../../../../../src/core/jobs/actions/http';
import type { ActionParts } from '../../../../../src/core/jobs/actions/parts';
import { createRunAction } from '../../../../../src/core/jobs/actions/runAction';
import { act, parts, run } from './fixture';

interface Seen {
	method: string | undefined;
	url: string | undefined;
	headers: http.IncomingHttpHeaders;
	body: string;
}

describe('requests', () => {
	const seen: Seen[] = [];
	let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;
	const listener: http.RequestListener = (request, response) => {
		let body = '';
		request.on('data', piece => {
			body += piece;
		});
		request.on('end', () => {
			seen.push({ method: request.method, url: request.url, headers: request.headers, body });
			answer(request, response);
		});
	};
	const servers = [http.createServer(listener), http.createServer(listener)];
	let [here, elsewhere] = ['', ''];

	before(async () => {
		for (const server of servers) await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		[here = '', elsewhere = ''] = servers.map(server => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	});
	after(() => {
		for (const server of servers) {
			server.closeAllConnections();
			server.close();
		}
	});
	beforeEach(() => {
		seen.length = 0;
		answer = (_, response) => response.end('fine\n');
	});

	it('method, headers, body; the answer is its output', async () => {
		const { status, summary, exitCode, told } = await act({
			kind: 'http',
			method: 'POST',
			url: `${here}/hook?x=1`,
			headers: { 'content-type': 'application/json', 'X-Mine': 'yes' },
			body: '{"a":1}',
		});
		assert.deepEqual([status, exitCode, summary], ['success', null, `${here.slice(7)} answered 200.`]);
		assert.match(told.text, /^POST http:\/\/127\.0\.0\.1:\d+\/hook\n200 OK\n\nfine\n$/);
		const [{ method, url, headers, body } = assert.fail()] = seen;
		assert.deepEqual([method, url, headers['x-mine'], body], ['POST', '/hook?x=1', 'yes', '{"a":1}']);
	});

	it('a status that was not expected is an error; what was expected is what counts', async () => {
		answer = (_, response) => response.writeHead(404).end();
		const { status, summary } = await act({ kind: 'http', method: 'GET', url: here });
		assert.deepEqual([status, summary], ['error', `${here.slice(7)} answered 404; expected was 200–299.`]);
		assert.equal((await act({ kind: 'http', method: 'GET', url: here, expect: [200, 404] })).status, 'success');
		answer = (_, response) => response.end();
		assert.match((await act({ kind: 'http', method: 'HEAD', url: here, expect: [204] })).summary, /answered 200; expected was 204/);
	});

	it('SE10 secrets of headers are asked for at their address, sent, and never shown, also where the server repeats them', async () => {
		answer = (request, response) => response.end(`you sent ${request.headers['x-pass']} and ${request.headers.authorization}`);
		const kept: Record<string, string> = { pass: 'open-sesame', hub: 'abc-$&-123 def-456' };
		const asked: unknown[] = [];
		const askWindow: ActionParts['askWindow'] = async (wanted, run) => {
			asked.push([wanted, run]);
			const value = wanted.kind === 'secret' ? kept[wanted.name] : undefined;
			return value === undefined ? { ok: false, text: 'no secret “other” is kept' } : { ok: true, text: value };
		};
		const action = { kind: 'http', method: 'GET', url: `${here}/x`, headers: {} } as const;
		const headers = { 'X-Pass': '${secret:pass}', Authorization: 'Bearer ${secret:hub}', 'X-Twice': '${secret:hub}${secret:pass}' };
		const { status, told } = await act({ ...action, headers }, { askWindow });
		assert.equal(status, 'success');
		assert.deepEqual(asked, [
			[{ kind: 'secret', name: 'pass', origin: here }, 7],
			[{ kind: 'secret', name: 'hub', origin: here }, 7],
		]);
		const sent = seen[0]?.headers;
		assert.deepEqual(
			[sent?.['x-pass'], sent?.authorization, sent?.['x-twice']],
			['open-sesame', 'Bearer abc-$&-123 def-456', 'abc-$&-123 def-456open-sesame'],
		);
		assert.ok(told.text.includes('you sent [redacted]') && !/sesame|abc-|def-456/.test(told.text), told.text);
		answer = (_, response) => response.end('only def-456');
		assert.match((await act({ ...action, headers }, { askWindow })).told.text, /only \[redacted\]/);
		const missing = await act({ ...action, headers: { 'X-Other': '${secret:other}' } }, { askWindow });
		assert.deepEqual([missing.status, missing.summary], ['error', 'headers: no secret “other” is kept']);
		assert.equal(seen.length, 2);
	});

	it('SE10 no window to give a secret: missed; one that cannot stand in a header says so and not what it is', async () => {
		const action = { kind: 'http', method: 'GET', url: here, headers: { 'X-Pass': '${secret:pass}' } } as const;
		const alone = await act({ ...action });
		assert.deepEqual([alone.status, alone.summary], ['missed', 'VS Code keeps its secret “pass”, and no window was open to give it.']);
		const odd = await act({ ...action }, { askWindow: async () => ({ ok: true, text: 'two\nlines-of-it' }) });
		assert.match(odd.summary, /^headers: “X-Pass” or its value cannot stand in a request/);
		assert.doesNotMatch(odd.summary + odd.told.text, /lines-of-it/);
		const told = run();
		told.controller.abort();
		assert.equal((await createRunAction(parts())({ ...action }, told.context)).status, 'cancelled');
		assert.equal(seen.length, 0);
	});

	it('SE20 https only; http to this machine by its own number only', () => {
		for (const url of ['https://example.org/x', 'http://127.0.0.1:80/', 'http://[::1]:8080/x']) assert.ok('url' in checkedUrl(url), url);
		const refused = [
			...[
				'http://example.org',
				'http://localhost:1',
				'http://2130706433/',
				'http://0x7f.1/',
				'http://127.1/',
				'http://[::ffff:127.0.0.1]/',
			],
			...[
				'http://169.254.169.254/',
				'http://127.0.0.1.evil.com/',
				'http://①②⑦.0.0.1/',
				'file:///etc/passwd',
				'ftp://x/',
				'data:,x',
				'x',
				'',
			],
			...['https://user:pw@example.org/', 'http://user@127.0.0.1/', 'http://evil@127.0.0.1', 'javascript:1', '//x', 'http:\\\\evil.com'],
		];
		for (const url of refused)
			assert.match('trouble' in checkedUrl(url) ? (checkedUrl(url) as { trouble: string }).trouble : 'fine', /^url: /, url);
	});

	it('SE21 a redirect elsewhere is not followed, and nothing secret goes there', async () => {
		answer = (_, response) => response.writeHead(302, { location: `${elsewhere}/steal` }).end();
		const { status, summary } = await act({ kind: 'http', method: 'GET', url: here, headers: { authorization: 'Bearer 1234567890123' } });
		assert.equal(status, 'error');
		assert.match(summary, /redirects to 127\.0\.0\.1:\d+; a redirect to another place is not followed/);
		assert.deepEqual(
			seen.map(({ url }) => url),
			['/'],
		);
		answer = (_, response) => response.writeHead(302, { location: 'http://[bad' }).end();
		assert.equal((await act({ kind: 'http', method: 'GET', url: here })).status, 'error');
	});

	it('SE21 a redirect within the place is followed as browsers do, a few times', async () => {
		answer = (request, response) => {
			if (request.url === '/a') response.writeHead(303, { location: '/b' }).end();
			else if (request.url === '/c') response.writeHead(307, { location: '/b' }).end();
			else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
			else response.end('there');
		};
		const post = (url: string) => act({ kind: 'http', method: 'POST', url: here + url, body: 'x', headers: { authorization: 'kept' } });
		assert.equal((await post('/a')).status, 'success');
		assert.equal((await post('/c')).status, 'success');
		assert.deepEqual(
			seen.map(({ method, url, body, headers }) => [method, url, body, headers.authorization]),
			[
				['POST', '/a', 'x', 'kept'],
				['GET', '/b', '', 'kept'],
				['POST', '/c', 'x', 'kept'],
				['POST', '/b', 'x', 'kept'],
			],
		);
		seen.length = 0;
		assert.match((await post('/loop')).summary, /redirects more than 5 times/);
		assert.equal(seen.length, 6);
		assert.equal((await act({ kind: 'http', method: 'GET', url: `${here}/loop`, expect: [302] })).status, 'success');
	});

	it('SE21 of a huge answer, or a small one that unpacks to one, the first megabyte is read', async () => {
		const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 97));
		answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
		const { status, summary, told } = await act({ kind: 'http', method: 'GET', url: here });
		assert.equal(status, 'success');
		assert.match(summary, /the first 1024 KB were read/);
		assert.ok(told.text.length < 1_100_000);
	});

	it('SE21 an answer that drips is given up', async () => {
		answer = (_, response) => void response.write('.');
		// A minute passes at once.
		const clock = { ...systemClock, after: (delay: number, work: () => void) => systemClock.after(delay / 200, work) };
		const { status, summary } = await act({ kind: 'http', method: 'GET', url: here }, { clock });
		assert.equal(status, 'error');
		assert.match(summary, /gave no full answer within 60 s/);
	});

	it('SC37 a run that is ended ends its request', async () => {
		answer = () => {};
		const told = run();
		const ending = createRunAction(parts())({ kind: 'http', method: 'GET', url: here }, told.context);
		while (seen.length === 0) await systemClock.sleep(5);
		told.controller.abort();
		assert.equal((await ending).status, 'cancelled');
	});

	it('what is not reached says why', async () => {
		const { status, summary } = await act({ kind: 'http', method: 'GET', url: 'http://127.0.0.1:9/' });
		assert.equal(status, 'error');
		assert.match(summary, /was not reached: /);
		assert.match(
			(await act({ kind: 'http', method: 'GET', url: here, headers: { 'bad name': 'x' } })).summary,
			/^headers: “bad name” or its value cannot stand/,
		);
	});
});
