// Entry of the tests inside VS Code: runs every test beside it with mocha, in this extension host.
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code; rejects where a test failed. */
export async function run(): Promise<void> {
	const mocha = new Mocha({
		ui: 'bdd',
		timeout: 120_000,
		forbidOnly: true,
		reporter: path.resolve(__dirname, '../../scripts/reporter.cjs'),
	});
	for (const name of fs.readdirSync(__dirname).sort()) {
		if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
	}
	const failures = await new Promise<number>(resolve => mocha.run(resolve));
	if (failures > 0) throw new Error(`${failures} failed`);
}
