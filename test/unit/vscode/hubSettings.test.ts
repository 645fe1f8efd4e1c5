// The user's settings as the hub takes them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { HubSettings } from '../../../src/contract';
import { DEFAULT_HUB_SETTINGS, HUB_SETTING_KEYS, hubSettings } from '../../../src/vscode/hubSettings';

const of = (given: Record<string, unknown>) => hubSettings(key => given[key], '/home/user');

describe('hubSettings', () => {
	it('are the defaults where nothing is set, and the manifest has the same defaults', () => {
		assert.deepEqual(of({}), { settings: DEFAULT_HUB_SETTINGS, problems: [] });
		const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
			contributes: { configuration: { properties: Record<string, { default: unknown; scope: string }> }[] };
			capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
		};
		const properties = Object.assign({}, ...manifest.contributes.configuration.map(part => part.properties)) as Record<
			string,
			{ default: unknown; scope: string }
		>;
		assert.deepEqual(
			hubSettings(key => properties[`missionControl.${key}`]?.default, '/home/user'),
			{ settings: DEFAULT_HUB_SETTINGS, problems: [] },
		);
		for (const key of HUB_SETTING_KEYS) {
			assert.match(properties[`missionControl.${key}`]?.scope ?? '', /^(application|machine)$/, `SE06 ${key} is not a workspace's to set`);
			assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`missionControl.${key}`), `SE05 ${key}`);
		}
	});

	it('take what is good', () => {
		const { settings, problems } = of({
			timeZone: ' Europe/Berlin ',
			'budget.daily': 7.5,
			'budget.monthly': 0,
			'budget.thresholds': [90, 50, 75],
			'pricing.costMode': 'calculate',
			'pricing.overrides': [{ model: ' openai/gpt-* ', input: 1.25, output: 10, cacheRead: 0.125, effectiveFrom: '2026-01-01' }],
			'sources.extraFolders': { claude: ['/mnt/logs/.claude', '~/old'], codex: [] },
			'hub.keepRunning': true,
		});
		assert.deepEqual(problems, []);
		assert.deepEqual(settings, {
			zone: 'Europe/Berlin',
			dailyLimit: 7.5,
			monthlyLimit: 0,
			thresholds: [50, 75, 90],
			costMode: 'calculate',
			prices: [{ model: 'openai/gpt-*', input: 1.25, output: 10, cacheRead: 0.125, effectiveFrom: '2026-01-01' }],
			extraRoots: { claude: ['/mnt/logs/.claude', '/home/user/old'] },
			keepRunning: true,
		});
		assert.deepEqual(HubSettings.parse(settings), settings);
	});

	it('leave out what is not, name it, and still satisfy the contract', () => {
		const bad: [string, unknown, RegExp][] = [
			['timeZone', 'Mars/Phobos', /time zone/],
			['timeZone', '+02:00', /time zone/],
			['budget.daily', -1, /amount/],
			['budget.daily', '5', /amount/],
			['budget.monthly', Number.NaN, /amount/],
			['budget.thresholds', [], /percentages/],
			['budget.thresholds', [0], /percentages/],
			['budget.thresholds', ['75'], /percentages/],
			['budget.thresholds', 75, /percentages/],
			['pricing.overrides', [{ model: 'x', input: '1', output: 1 }], /entry 1/],
			['pricing.overrides', [{ model: 'x', input: 1, output: 1 }, null], /entry 2/],
			['pricing.overrides', [{ model: 'x', input: 1, output: 1, effectiveFrom: '2026-02-30' }], /entry 1/],
			['sources.extraFolders', { claude: ['relative/path'] }, /absolute/],
			['sources.extraFolders', { claude: ['~evil/x'] }, /absolute/],
		];
		for (const [key, value, problem] of bad) {
			const { settings, problems } = of({ [key]: value });
			assert.equal(problems.length, 1, `${key} ${JSON.stringify(value)}`);
			assert.match(problems[0] ?? '', problem);
			assert.doesNotThrow(() => HubSettings.parse(settings), key);
		}
	});

	it('keep the good price where another is bad', () => {
		const { settings } = of({ 'pricing.overrides': [{ model: '' }, { model: 'x', input: 1, output: 2 }] });
		assert.deepEqual(settings.prices, [{ model: 'x', input: 1, output: 2 }]);
	});
});
