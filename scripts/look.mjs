// `npm run look`: a picture of the extension in a real workbench, for whoever changes what a person sees.
// @ts-check
import { build } from 'esbuild';
import { run } from './run.mjs';

await build({
	entryPoints: ['test/support/look.child.ts'],
	outfile: 'dist-test/support/look.child.js',
	bundle: true,
	platform: 'node',
	format: 'cjs',
	external: ['playwright-core'],
	logLevel: 'warning',
});
process.exitCode = await run(process.execPath, ['dist-test/support/look.child.js', ...process.argv.slice(2)]);
