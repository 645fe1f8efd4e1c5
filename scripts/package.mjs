// `npm run package`: a release build, packed into mission-control-VERSION.vsix.
// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installDependencies, root, run } from './run.mjs';

await installDependencies();
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
const built = await run(process.execPath, ['esbuild.mjs', '--release']);
if (built !== 0) process.exit(built);
const vsix = `${name}-${version}.vsix`;
const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
const log = path.join(root, 'vsce.log');
fs.rmSync(log, { force: true });
// Of a README, VS Code shows only pictures that have an address on the web; the project has none, so the packed one is without them.
const readme = path.join(root, 'dist', 'README.md');
fs.writeFileSync(readme, withoutPictures(fs.readFileSync(path.join(root, 'README.md'), 'utf8')));
// Everything is bundled, so no dependency is packed.
const flags = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--readme-path', 'dist/README.md'];
const packed = await run(process.execPath, [vsce, 'package', ...flags, '--out', path.join(root, vsix)], { log });
if (packed === 0)
	console.log(
		`Packed ${vsix}, ${Math.round(fs.statSync(path.join(root, vsix)).size / 1024)} KB. To install it: code --install-extension ${vsix}`,
	);
else console.error(fs.readFileSync(log, 'utf8'));
fs.rmSync(log, { force: true });
process.exit(packed);

/**
 * A text without the pictures in media/, and without the tables that only hold such.
 * @param {string} text
 */
function withoutPictures(text) {
	const picture = '!\\[[^\\]]*\\]\\(media/[^)]+\\)';
	return text
		.replace(new RegExp(`^\\|.*\\|\\n\\|[-|]+\\|\\n(\\|( ${picture} \\|)+\\n)+\\n?`, 'gm'), '')
		.replace(new RegExp(`^ *(${picture} ?)+\\n\\n?`, 'gm'), '');
}
