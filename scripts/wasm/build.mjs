// Compiles src/core/collect/pick/pick.as and writes its bytes to bytes.ts beside it. `--check` only says whether they are up to date.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root, run, runNpm } from '../run.mjs';

const folder = path.join(root, 'src', 'core', 'collect', 'pick');
const here = path.join(root, 'scripts', 'wasm');
const compiler = path.join(here, 'node_modules', 'assemblyscript', 'bin', 'asc.js');

if (!fs.existsSync(compiler)) await runNpm(['ci'], { cwd: here });
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-wasm-'));
fs.copyFileSync(path.join(folder, 'pick.as'), path.join(work, 'pick.ts'));
const options = [
	'--runtime',
	'stub',
	'--enable',
	'simd',
	'-O3',
	'--noAssert',
	'--importMemory',
	'--initialMemory',
	'10',
	'--use',
	'abort=',
];
const code = await run(process.execPath, [compiler, 'pick.ts', '-o', 'pick.wasm', ...options], { cwd: work });
if (code !== 0) process.exit(code);
const base64 = fs.readFileSync(path.join(work, 'pick.wasm')).toString('base64');
fs.rmSync(work, { recursive: true });

const lines = base64.match(/.{1,120}/g).map(line => `	'${line}',`);
const text = `// The compiled form of pick.as: made by \`node scripts/wasm/build.mjs\`, not by hand.
export const PICK_WASM = [
${lines.join('\n')}
].join('');
`;
const target = path.join(folder, 'bytes.ts');
const same = fs.existsSync(target) && fs.readFileSync(target, 'utf8') === text;
if (process.argv.includes('--check')) {
	if (!same) console.error(`${path.relative(root, target)} is not what pick.as compiles to. Run node scripts/wasm/build.mjs.`);
	process.exit(same ? 0 : 1);
}
fs.writeFileSync(target, text);
