// The rules of the house: who may import whom and what may stand where. Each rule is first shown to see a breach.
import assert from 'node:assert/strict';
import {
	badWords,
	circles,
	clockBreaks,
	importsOf,
	layerBreaks,
	packageBreaks,
	readSources,
	type Source,
	shapeBreaks,
	sqlBreaks,
} from '../support/house';

const source = (path: string, text: string): Source => ({ path, text });

describe('the house', () => {
	const sources = readSources(process.cwd());

	it('has sources to look at', () => {
		for (const room of [
			'src/base/',
			'src/contract/',
			'src/storage/',
			'src/core/',
			'src/hub/',
			'src/client/',
			'src/vscode/',
			'webview-ui/',
		]) {
			assert.ok(
				sources.some(({ path }) => path.startsWith(room)),
				`nothing in ${room}`,
			);
		}
	});

	it('reads every form of import', () => {
		const text = [
			"import type { A } from './a';",
			"import { type B, type C } from './b';",
			"import { d, type E } from './d';",
			"import * as fs from 'node:fs';",
			"import './f';",
			"export { g } from './g';",
			"const h = await import('./h');",
			"// import './not';",
		].join('\n');
		assert.deepEqual(
			importsOf(source('src/base/x.ts', text)).map(({ target, typeOnly }) => `${target}${typeOnly ? ' (type)' : ''}`),
			['src/base/a (type)', 'src/base/b (type)', 'src/base/d', 'node:fs', 'src/base/g', 'src/base/f', 'src/base/h'],
		);
	});

	it('imports go down only', () => {
		assert.equal(layerBreaks([source('src/base/x.ts', "import { y } from '../contract/y';")]).length, 1);
		assert.equal(layerBreaks([source('src/core/usage/x.ts', "import { y } from '../collect/y';")]).length, 1);
		assert.equal(layerBreaks([source('src/core/collect/x.ts', "import { y } from '../usage/y';")]).length, 0);
		assert.equal(layerBreaks([source('src/vscode/x.ts', "import { y } from '../hub/y';")]).length, 1);
		assert.equal(layerBreaks([source('src/client/x.ts', "import type { y } from '../hub/y';")]).length, 1);
		assert.equal(layerBreaks([source('webview-ui/parts/x.ts', "import { y } from '../../src/contract/y';")]).length, 1);
		assert.equal(layerBreaks([source('webview-ui/parts/x.ts', "import type { y } from '../../src/contract/y';")]).length, 0);
		assert.equal(layerBreaks([source('src/elsewhere/x.ts', '')]).length, 1);
		assert.deepEqual(layerBreaks(sources), []);
	});

	it('vscode, sql.js, the toolkit and prices have one home each', () => {
		assert.equal(packageBreaks([source('src/vscode/view/x.ts', "import * as vscode from 'vscode';")]).length, 1);
		assert.equal(packageBreaks([source('src/hub/x.ts', "import init from 'sql.js';")]).length, 1);
		assert.equal(packageBreaks([source('webview-ui/parts/x.ts', "import { Button } from '@vscode/webview-ui-toolkit';")]).length, 1);
		assert.equal(packageBreaks([source('src/vscode/x.ts', "import * as vscode from 'vscode';")]).length, 0);
		assert.deepEqual(packageBreaks(sources), []);
	});

	it('no imports run in a circle', () => {
		const ring = [
			source('src/base/a.ts', "import './b';"),
			source('src/base/b.ts', "import './c';"),
			source('src/base/c.ts', "import './a';"),
		];
		assert.deepEqual(circles(ring), ['src/base/a > src/base/b > src/base/c > src/base/a']);
		assert.deepEqual(circles(sources), []);
	});

	it('only the Clock asks for the time and sets timers', () => {
		assert.equal(clockBreaks([source('src/hub/x.ts', 'const now = Date.now();\nconst day = new Date();\nsetTimeout(f, 1);')]).length, 3);
		assert.equal(clockBreaks([source('src/hub/x.ts', '// Date.now() is not for us\nnew Date(ms)')]).length, 0);
		assert.deepEqual(clockBreaks(sources), []);
	});

	it('SQL stands in stores only', () => {
		assert.equal(sqlBreaks([source('src/hub/x.ts', "db.run('SELECT a FROM b');")]).length, 1);
		assert.equal(sqlBreaks([source('src/core/usage/usageStore.ts', "db.run('SELECT a FROM b');")]).length, 0);
		assert.deepEqual(sqlBreaks(sources), []);
	});

	it('no any, nothing unfinished, no state of a module, no barrel', () => {
		assert.equal(badWords([source('src/hub/x.ts', 'const a: any = 1;\nlet b = 1;\nexport * from "./c";\n// TODO later')]).length, 4);
		assert.equal(badWords([source('src/hub/x.ts', "log('as any cost');\nfunction f() {\n\tlet b = 1;\n}")]).length, 0);
		assert.deepEqual(badWords(sources), []);
	});

	it('every file says what it is for and is at most 300 lines', () => {
		assert.equal(shapeBreaks([source('src/hub/x.ts', "import 'x';")]).length, 1);
		assert.equal(shapeBreaks([source('src/hub/x.ts', `// A file.${'\n'.repeat(301)}end`)]).length, 1);
		assert.deepEqual(shapeBreaks(sources), []);
		const tests = readSources(process.cwd(), ['test']).filter(({ path }) => !path.includes('node_modules'));
		assert.deepEqual(shapeBreaks(tests, 650), []); // a list of cases may be longer
	});
});
