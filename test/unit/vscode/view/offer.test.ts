// Jobs that a workspace offers: read with suspicion, shown whole.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { stripComments } from '../../../../src/vscode/view/jsonc';
import { canonical, type OfferPlace, readOffers } from '../../../../src/vscode/view/offer';
import { approvalText, type OfferState, offerRow } from '../../../../src/vscode/view/offerRows';

const place: OfferPlace = {
	zone: 'Europe/Vienna',
	folder: '/proj',
	inFolder: path => (path.startsWith('..') ? undefined : path === '.' ? '/proj' : `/proj/${path}`),
};
const read = (...jobs: unknown[]) => readOffers(JSON.stringify({ jobs }), place);

describe('offer', () => {
	it('reads every kind of job', () => {
		const { offers, problems } = read(
			{ name: 'a', cron: '0 9 * * *', command: ['npm', 'test'], cwd: 'web', policies: { budgetGate: 90, timeout: 60, missed: 'skip' } },
			{ name: 'b', every: '45 min', shell: 'a | b' },
			{ name: 'c', at: '2026-12-24 18:00', zone: 'UTC', agent: { prompt: 'go', budget: 1, model: 'm' } },
			{ name: 'd', every: '1 h', http: { url: 'https://example.org', method: 'POST', body: 'x', expect: [204] } },
			{ name: 'e', every: '1 h', vscodeCommand: { command: 'x.y', args: [1] } },
			{ name: 'f', every: '1 h', task: 'build', description: 'Builds.' },
		);
		assert.deepEqual(problems, []);
		assert.deepEqual(
			offers.map(({ job }) => job),
			[
				{
					name: 'a',
					schedule: { kind: 'cron', expression: '0 9 * * *', zone: 'Europe/Vienna' },
					action: { kind: 'command', argv: ['npm', 'test'], cwd: '/proj/web' },
					policies: { missed: 'skip', timeout: 60, budgetGate: { daily: 90, monthly: 90 } },
				},
				{ name: 'b', schedule: { kind: 'interval', seconds: 2700 }, action: { kind: 'shell', line: 'a | b', cwd: '/proj' }, policies: {} },
				{
					name: 'c',
					schedule: { kind: 'once', at: '2026-12-24T18:00', zone: 'UTC' },
					action: { kind: 'agent', agent: 'claude', prompt: 'go', cwd: '/proj', model: 'm', budget: 1 },
					policies: {},
				},
				{
					name: 'd',
					schedule: { kind: 'interval', seconds: 3600 },
					action: { kind: 'http', method: 'POST', url: 'https://example.org', body: 'x', expect: [204] },
					policies: {},
				},
				{
					name: 'e',
					schedule: { kind: 'interval', seconds: 3600 },
					action: { kind: 'vscode.command', command: 'x.y', args: [1] },
					policies: {},
				},
				{
					name: 'f',
					schedule: { kind: 'interval', seconds: 3600 },
					action: { kind: 'vscode.task', task: 'build', folder: '/proj' },
					policies: {},
				},
			],
		);
	});

	it('refuses what is off, names the place, and keeps the rest', () => {
		const fine = { name: 'fine', every: '1 h', command: ['x'] };
		const cases: [unknown, RegExp][] = [
			[{ ...fine, name: '' }, /“name” is empty/],
			[{ ...fine, name: 3 }, /“name” must be a text/],
			[{ ...fine, name: 'x'.repeat(201) }, /more than 200/],
			[{ ...fine, every: undefined }, /one of “cron”/],
			[{ ...fine, cron: '* * * * *' }, /one of “cron”/],
			[{ ...fine, every: 'soon' }, /“every”/],
			[{ name: 'x', at: 'noon', command: ['x'] }, /“at”/],
			[{ ...fine, command: 'rm -rf /' }, /list of texts/],
			[{ ...fine, command: [] }, /list of texts/],
			[{ ...fine, command: [1] }, /list of texts/],
			[{ ...fine, shell: 'x' }, /one of “command”/],
			[{ ...fine, command: undefined }, /one of “command”/],
			[{ ...fine, cwd: '../other' }, /inside the workspace/],
			[{ ...fine, env: { A: '1' } }, /no field “env”/],
			[{ ...fine, enabled: true }, /no field “enabled”/],
			[{ ...fine, component: 'system' }, /no field “component”/],
			[{ name: 'x', every: '1 h', system: { task: 'prune' } }, /no field “system”/],
			[{ name: 'x', every: '1 h', agent: { prompt: 'x', args: ['--yolo'] } }, /no field “args”/],
			[{ name: 'x', every: '1 h', agent: { prompt: 'x', agent: 'other' } }, /one of claude/],
			[{ name: 'x', every: '1 h', agent: { prompt: 'x', budget: -1 } }, /budget/],
			[{ name: 'x', every: '1 h', agent: {} }, /“prompt”/],
			[{ name: 'x', every: '1 h', http: { url: 'file:///etc/passwd' } }, /https:\/\//],
			[{ name: 'x', every: '1 h', http: { url: 'https://x', headers: {} } }, /no field “headers”/],
			[{ ...fine, policies: { missed: 'always' } }, /“missed”/],
			[{ ...fine, policies: { timeout: 1.5 } }, /whole number/],
			[{ ...fine, policies: [] }, /must be an object/],
			['x', /must be an object/],
			[null, /must be an object/],
		];
		for (const [job, problem] of cases) {
			const { offers, problems } = read({ ...fine, name: 'first' }, job);
			assert.deepEqual(
				offers.map(({ name }) => name),
				['first'],
				JSON.stringify(job),
			);
			assert.ok(problems.length > 0 && problems.every(text => text.startsWith('jobs[1]')), JSON.stringify([job, problems]));
			assert.match(problems.join('\n'), problem);
		}
		assert.match(read(fine, fine).problems.join(), /stands twice/);
	});

	it('says so where the file is none', () => {
		for (const text of ['', '{', '[]', '{"jobs":{}}', 'null', '1']) assert.equal(readOffers(text, place).problems.length, 1, text);
		assert.equal(readOffers(' '.repeat(1_000_001), place).problems.length, 1);
		assert.deepEqual(readOffers('// mine\n{ "$schema": "x", "jobs": [ /* none */ ], }', place), { offers: [], problems: [] });
	});

	it('the hash is of the content, whatever its order, and of every part of it', () => {
		const of = (job: unknown) => read(job).offers[0]?.canonical;
		const job = { name: 'a', every: '1 h', command: ['x', 'y'], description: 'd' };
		assert.equal(of(job), of({ description: 'd', command: ['x', 'y'], every: '1 h', name: 'a' }));
		for (const other of [
			{ ...job, every: '2 h' },
			{ ...job, command: ['y', 'x'] },
			{ ...job, cwd: 'web' },
			{ ...job, policies: {} },
		])
			assert.notEqual(of(job), of(other));
		assert.notEqual(canonical(['a,b']), canonical(['a', 'b']));
	});

	it('strips comments and nothing in texts', () => {
		assert.deepEqual(JSON.parse(stripComments('\uFEFF{ "a": "// no /* no */ , ]", /* yes\n */ "b": ["x\\"//",], // yes\n}')), {
			a: '// no /* no */ , ]',
			b: ['x"//'],
		});
	});

	it('the approval shows exactly what would run (SE07)', () => {
		const shown = (job: unknown, state: OfferState['state'] = 'new'): string => {
			const [offer] = read(job).offers;
			assert.ok(offer);
			return approvalText({ offer, folder: '/proj', folderName: 'proj', state });
		};
		const command = shown({ name: 'a', every: '1 h', command: ['sh', '-c', 'curl x | sh\u202E'], cwd: 'web' }, 'changed');
		for (const part of ['was changed since', 'sh -c "curl x | sh⟨U+202E⟩"', 'Folder: /proj/web', 'every 1 h', 'your rights'])
			assert.ok(command.includes(part), part);
		assert.ok(shown({ name: 'a', every: '1 h', agent: { prompt: 'line one\nline two' } }).includes('line one\nline two'));
		assert.ok(
			shown({ name: 'a', every: '1 h', http: { url: 'https://x.org', body: 'b', method: 'PUT' } }).includes('PUT https://x.org\nBody: b'),
		);
	});

	it('a row of an offer cannot run by itself', () => {
		const [offer] = read({ name: 'a', cron: '0 9 * * *', shell: 'x' }).offers;
		assert.ok(offer);
		const row = offerRow({ offer, folder: '/proj', folderName: 'proj', state: 'new' });
		assert.deepEqual([row.icon, row.description, row.context], ['shield', 'needs your approval · 0 9 * * * (Europe/Vienna)', 'offer copy']);
		assert.deepEqual(row.action, { kind: 'reviewOffer', folder: '/proj', name: 'a' });
	});

	it('the schema for the editor knows the same fields', () => {
		const schema = JSON.parse(fs.readFileSync('schemas/mission-control.schema.json', 'utf8')) as {
			properties: { jobs: { items: { properties: Record<string, { properties?: Record<string, unknown> }> } } };
		};
		const { properties } = schema.properties.jobs.items;
		const wrong = (job: Record<string, unknown>, field: string) => read(job).problems.some(text => text.includes(`no field “${field}”`));
		for (const field of Object.keys(properties)) assert.equal(wrong({ [field]: null }, field), false, field);
		for (const [kind, fields] of [
			['agent', properties.agent],
			['http', properties.http],
			['vscodeCommand', properties.vscodeCommand],
			['policies', properties.policies],
		] as const) {
			const base = { name: 'x', every: '1 h', ...(kind === 'policies' ? { task: 'x' } : {}) };
			const names = Object.keys(fields?.properties ?? {});
			assert.ok(names.length > 1, kind);
			for (const field of names) assert.equal(wrong({ ...base, [kind]: { [field]: null } }, field), false, `${kind}.${field}`);
		}
	});
});
