// The package as it is installed: only what it needs, unchanged where it comes from elsewhere, and a manifest that says what is safe.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { readZip } from '../support/zip';

/** What `dashboardPanel.ts` calls its panel. */
const DASHBOARD_TYPE = /DASHBOARD_TYPE = '([\w.]+)'/.exec(fs.readFileSync('src/vscode/dashboardPanel.ts', 'utf8'))?.[1];

interface Property {
	default?: unknown;
	description?: string;
	markdownDescription?: string;
	scope?: string;
}
interface Manifest {
	name: string;
	version: string;
	publisher: string;
	license: string;
	icon?: string;
	main: string;
	engines: Record<string, string>;
	activationEvents: string[];
	extensionKind: string[];
	capabilities: { untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] }; virtualWorkspaces: unknown };
	contributes: {
		commands: { command: string; title: string; category?: string; icon?: string }[];
		menus: Record<string, { command: string; when?: string; group?: string }[]>;
		configuration: { properties: Record<string, Property> } | { properties: Record<string, Property> }[];
	};
	scripts: Record<string, string>;
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
}

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
const words = JSON.parse(fs.readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const vsix = `mission-control-${manifest.version}.vsix`;

/** Where a manifest says `%key%`, the text of package.nls.json. */
const text = (value: string | undefined): string => (value ?? '').replace(/^%(.+)%$/, (_, key: string) => words[key] ?? '');

const properties = (): Record<string, Property> => {
	const { configuration } = manifest.contributes;
	return Object.assign({}, ...[configuration].flat().map(section => section.properties)) as Record<string, Property>;
};

describe('the package (SE30)', () => {
	const entries = readZip(vsix);
	const names = entries.map(({ name }) => name);
	const content = (name: string): Buffer => {
		const entry = entries.find(candidate => candidate.name === name);
		assert.ok(entry, `${name} is not in the package`);
		return entry.read();
	};
	const allowed = [
		/^\[Content_Types\]\.xml$/,
		/^extension\.vsixmanifest$/,
		/^extension\/package(\.nls)?\.json$/,
		/^extension\/(readme\.md|changelog\.md|LICENSE\.txt)$/i,
		/^extension\/dist\/(extension|client|jobs|hub|program)\.js$/,
		/^extension\/dist\/sql-wasm\.wasm$/,
		/^extension\/dist\/webview\/[\w-]+\.(js|css|ttf)$/,
		/^extension\/schemas\/[\w.-]+\.json$/,
		/^extension\/media\/(icon\.png|[\w/-]+\.svg)$/,
	];

	it('holds only what it needs', () => {
		assert.deepEqual(
			names.filter(name => !allowed.some(pattern => pattern.test(name))),
			[],
		);
	});

	it('holds all that it needs', () => {
		for (const name of [
			'package.json',
			'package.nls.json',
			'dist/extension.js',
			'dist/client.js',
			'dist/jobs.js',
			'dist/hub.js',
			'dist/program.js',
			'dist/sql-wasm.wasm',
			'dist/webview/dashboard.js',
			'dist/webview/sidebar.js',
			'schemas/mission-control.schema.json',
		]) {
			assert.ok(content(`extension/${name}`).length > 0, `${name} is empty`);
		}
		assert.ok(
			names.some(name => /LICENSE/i.test(name)),
			'no licence',
		);
	});

	it('stays small: 2.5 MB of code, packed 1.5 MB', () => {
		const code = entries.filter(({ name }) => name.startsWith('extension/dist/')).reduce((sum, { size }) => sum + size, 0);
		assert.ok(code < 2_500_000, `unpacked code: ${code} bytes`);
		const packed = fs.statSync(vsix).size;
		assert.ok(packed < 1_500_000, `packed: ${packed} bytes`);
	});

	it('its README is the project’s, without the pictures that VS Code would show as broken', () => {
		const readme = content('extension/readme.md').toString('utf8');
		assert.doesNotMatch(readme, /!\[/);
		const lines = (text: string) => new Set(text.split('\n').filter(line => !/!\[/.test(line)));
		const [packed, whole] = [lines(readme), lines(fs.readFileSync('README.md', 'utf8'))];
		assert.deepEqual(
			[...whole].filter(line => !packed.has(line)),
			['| light | dark |', '|---|---|'],
		);
	});

	it("brings sql.js's own WebAssembly, byte for byte", () => {
		const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
		assert.equal(hash(content('extension/dist/sql-wasm.wasm')), hash(fs.readFileSync('node_modules/sql.js/dist/sql-wasm.wasm')));
	});

	it('has no source map, and no path of the machine that built it', () => {
		for (const { name, read } of entries.filter(entry => entry.name.endsWith('.js'))) {
			const code = read().toString('utf8');
			assert.doesNotMatch(code, /sourceMappingURL=/, name);
			assert.equal(code.includes(process.cwd()), false, `${name} names ${process.cwd()}`);
		}
	});

	it('keeps the database and the price list out of the extension host', () => {
		const host = content('extension/dist/extension.js').toString('utf8');
		assert.ok(!/usage_events|sql-wasm/.test(host));
		assert.ok(host.length < 80_000, `extension.js: ${host.length} bytes`);
	});
});

describe('the manifest (SE05, SE06, SE29, SE31)', () => {
	it('runs where the agents run, and starts with the window', () => {
		assert.equal(manifest.extensionKind[0], 'workspace');
		assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
		assert.equal(manifest.engines.vscode, '^1.100.0');
		assert.equal(manifest.license, 'MIT');
	});

	it('says what an untrusted workspace may set: nothing that names a path, a price or a program', () => {
		const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
		assert.equal(untrustedWorkspaces.supported, 'limited');
		assert.ok(virtualWorkspaces);
		for (const [name, { scope }] of Object.entries(properties())) {
			const guarded = scope === 'machine' || scope === 'application' || untrustedWorkspaces.restrictedConfigurations.includes(name);
			assert.ok(guarded, `${name} can be set by a workspace nobody trusts`);
		}
		for (const name of untrustedWorkspaces.restrictedConfigurations)
			assert.ok(name in properties(), `${name} is restricted but does not exist`);
	});

	it('describes every setting and every command in words', () => {
		for (const [name, { description, markdownDescription }] of Object.entries(properties())) {
			assert.ok(name.startsWith('missionControl.'), name);
			assert.ok(text(description ?? markdownDescription).length > 10, `${name} has no description`);
		}
		for (const { command, title, category } of manifest.contributes.commands) {
			assert.ok(text(title).length > 2, `${command} has no title`);
			assert.equal(text(category), 'Mission Control', command);
		}
	});

	it('has an icon for each command of a title bar, and the dashboard refreshes and exports from its own', () => {
		const { menus, commands } = manifest.contributes;
		const bars = [...(menus['view/title'] ?? []), ...(menus['editor/title'] ?? [])].filter(({ group }) => group?.startsWith('navigation'));
		const icon = (id: string) => commands.find(({ command }) => command === id)?.icon ?? '';
		assert.deepEqual(
			bars.filter(({ command }) => !/^\$\([\w-]+\)$/.test(icon(command))),
			[],
		);
		assert.deepEqual(
			menus['editor/title']?.map(({ command, when }) => `${command} ${when}`),
			['refreshUsage', 'exportUsage'].map(name => `missionControl.${name} activeWebviewPanelId == '${DASHBOARD_TYPE}'`),
		);
	});

	it('has the commands people look for', () => {
		const titles = manifest.contributes.commands.map(({ title }) => text(title));
		for (const title of [
			'Open Dashboard',
			'Refresh Usage',
			'Set Daily Budget',
			'Set Monthly Budget',
			'Export Usage',
			'Show Sources',
			'Show Log',
			'Restart Hub',
		]) {
			assert.ok(
				titles.some(found => found.startsWith(title)),
				`no command ${title}; there are: ${titles.join(', ')}`,
			);
		}
	});

	it('has a lockfile that names every package of every platform, and no address', () => {
		const lock = fs.readFileSync('package-lock.json', 'utf8');
		assert.doesNotMatch(lock, /"resolved"/);
		const { packages } = JSON.parse(lock) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> };
		const missing = Object.values(packages)
			.flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
			.filter(name => !Object.keys(packages).some(key => key.endsWith(`node_modules/${name}`)));
		assert.deepEqual(missing, [], '`npm ci` refuses such a lockfile');
	});

	it('installs nothing by itself, and pins what it is built from', () => {
		for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) assert.ok(!(name in manifest.scripts), name);
		for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
			assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is not pinned: ${version}`);
		}
	});
});
