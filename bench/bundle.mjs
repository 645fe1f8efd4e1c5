// TypeScript of the product as one file that Node runs: for measuring it from inside.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../scripts/run.mjs';

/** Bundles `contents` (imports and exports as from the project's root) into `outfile`; gives its path. */
export async function bundleTo(outfile, contents) {
	// Imported here: on a fresh clone it has just been installed.
	const { build } = await import('esbuild');
	const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
	await build({
		stdin: { contents, resolveDir: root, loader: 'ts' },
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		loader: { '.sql': 'text' },
		// Optional parts of ws, which does without.
		external: ['bufferutil', 'utf-8-validate'],
		define: { PRODUCT_VERSION: JSON.stringify(version) },
		logLevel: 'error',
	});
	return outfile;
}

/** A program of this folder, by its name. */
export const bundleProgram = name => bundleTo(path.join(root, 'dist-test', 'bench', `${name}.js`), `import './bench/${name}';`);
