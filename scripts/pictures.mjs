// `npm run pictures`: takes the README's pictures from a real workbench with the package installed, on invented logs.
// @ts-check
import { findChromium, installChromium } from './chromium.mjs';
import { installDependencies, run } from './run.mjs';
import { installServer } from './vscodeServer.mjs';

await installDependencies();
if ((findChromium() ?? (await installChromium())) === undefined)
	throw new Error('No Chromium here. Install one, or name it in the environment variable CHROMIUM.');
await installServer('newest');
for (const args of [['scripts/package.mjs'], ['esbuild.mjs', '--tests'], ['dist-test/support/pictures.child.js']]) {
	const code = await run(process.execPath, args);
	if (code !== 0) process.exit(code);
}
