// The hub's program starts the same with its bytecode and without, and keeps it only after work that the next start will do again.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

describe('the start of the program', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-launch-'));
		for (const name of ['hub.js', 'program.js', 'sql-wasm.wasm']) fs.copyFileSync(path.join('dist', name), path.join(folder, name));
		fs.mkdirSync(path.join(folder, 'home'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const run = (...words: string[]) => {
		const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'hub.js'), ...words], { encoding: 'utf8' });
		assert.deepEqual([status, stderr], [0, '']); // a flag that this V8 does not know is said there
		return stdout;
	};
	const usage = () => run('usage', '--json', '--home', path.join(folder, 'home'), '--data', path.join(folder, 'data'));
	const kept = () => fs.readdirSync(folder).filter(name => name.includes('.bytecode'));

	it('keeps nothing where it only prints its version or a help text', () => {
		assert.match(run('--version'), /^\d+\.\d+\.\d+/);
		for (const command of ['usage', 'serve']) assert.match(run(command, '--help'), /Usage:/);
		assert.deepEqual(kept(), []);
	});

	it('keeps its bytecode after work, once, and takes it again', () => {
		assert.deepEqual(JSON.parse(usage()), []);
		const [name = ''] = kept();
		assert.match(name, /^program\.js\.[0-9a-f]{8}\.bytecode$/);
		const { ino, mtimeMs } = fs.statSync(path.join(folder, name));
		assert.deepEqual(JSON.parse(usage()), []);
		assert.deepEqual(kept(), [name]);
		const after = fs.statSync(path.join(folder, name));
		assert.deepEqual([after.ino, after.mtimeMs], [ino, mtimeMs]);
	});

	it('starts without what was damaged, and replaces it', () => {
		usage();
		const file = path.join(folder, kept()[0] ?? '');
		const whole = fs.readFileSync(file);
		const damaged = Buffer.from(whole);
		damaged.fill(0x5a, whole.length >> 1, (whole.length >> 1) + 4096);
		fs.writeFileSync(file, damaged);
		assert.deepEqual(JSON.parse(usage()), []);
		assert.equal(fs.readFileSync(file).equals(damaged), false);
	});

	it('offers itself to a window that cannot start processes, and runs nothing by itself there', () => {
		const script = `const hub = require(${JSON.stringify(path.join(folder, 'hub.js'))}); process.stdout.write(typeof hub.runInProcess);`;
		assert.equal(execFileSync(process.execPath, ['-e', script, 'usage'], { encoding: 'utf8' }), 'function');
		assert.deepEqual(kept(), []);
	});
});
