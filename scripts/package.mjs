// `npm run package`: a release build, packed into mission-control-VERSION.vsix.
// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installDependencies, root, run } from './run.mjs';

await installDependencies();
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
const built = await run(process.execPath, ['esbuild.mjs', '--release']);
if (built !== 0) process.exit(built);
const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
const log = path.join(root, 'vsce.log');
fs.rmSync(log, { force: true });
// Everything is bundled, so no dependency is packed; the README's pictures are packed, so its relative links stay.
const packed = await run(
	process.execPath,
	[
		vsce,
		'package',
		'--no-dependencies',
		'--no-rewrite-relative-links',
		'--allow-missing-repository',
		'--out',
		path.join(root, `mission-control-${version}.vsix`),
	],
	{ log },
);
console.log(fs.readFileSync(log, 'utf8').trimEnd());
fs.rmSync(log, { force: true });
process.exit(packed);
