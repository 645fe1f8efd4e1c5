// What V8 made of the program is kept beside it, and taken only where it fits.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadProgram } from '../../../src/hub/bytecode';

describe('bytecode', () => {
	let folder: string;
	let program: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-bytecode-'));
		program = path.join(folder, 'program.js');
		write('"grün"');
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const write = (value: string) =>
		fs.writeFileSync(program, `exports.value = () => ${value}; exports.place = __dirname; exports.path = require('./other').name;`);
	const others = () => fs.writeFileSync(path.join(folder, 'other.js'), 'exports.name = __filename;');
	const load = () => {
		others();
		const { fromBytecode, keep, exports } = loadProgram(program);
		const { value, place, path } = exports as { value(): string; place: string; path: string };
		return { fromBytecode, keep, value: value(), place, path };
	};
	const kept = () => fs.readdirSync(folder).filter(name => !name.endsWith('.js'));
	const only = () => path.join(folder, kept()[0] ?? '');

	it('is taken at the next start', () => {
		const first = load();
		assert.equal(first.fromBytecode, false);
		assert.deepEqual(kept(), []);
		first.keep();
		assert.equal(kept().length, 1);
		assert.equal(fs.statSync(only()).mode & 0o077, 0);
		const second = load();
		assert.deepEqual(second, { ...second, fromBytecode: true, value: 'grün', place: folder, path: path.join(folder, 'other.js') });
	});

	it('is not made again where it fits', () => {
		load().keep();
		const { mtimeMs, ino } = fs.statSync(only());
		load().keep();
		assert.deepEqual([fs.statSync(only()).mtimeMs, fs.statSync(only()).ino], [mtimeMs, ino]);
	});

	it('of another program of the same length is not taken, and is replaced', () => {
		load().keep();
		write('"grau"');
		const changed = load();
		assert.deepEqual([changed.fromBytecode, changed.value], [false, 'grau']);
		changed.keep();
		assert.equal(kept().length, 1);
		assert.deepEqual([load().fromBytecode, load().value], [true, 'grau']);
	});

	it('that was damaged is not taken, wherever it was', () => {
		load().keep();
		const file = only();
		const whole = fs.readFileSync(file);
		for (let at = 0; at < whole.length; at += 17) {
			const damaged = Buffer.from(whole);
			damaged[at] = (damaged[at] ?? 0) ^ 0x10;
			fs.writeFileSync(file, damaged);
			assert.deepEqual([load().fromBytecode, load().value], [false, 'grün'], `byte ${at}`);
		}
		for (const length of [0, 1, 31, 32, whole.length - 1]) {
			fs.writeFileSync(file, whole.subarray(0, length));
			assert.equal(load().fromBytecode, false, `${length} bytes`);
		}
	});

	it('of long ago is removed when other is kept', () => {
		const [old, young] = ['program.js.0ldv8.bytecode', 'program.js.newv8.bytecode'].map(name => path.join(folder, name)) as [
			string,
			string,
		];
		fs.writeFileSync(old, '');
		fs.writeFileSync(young, '');
		const days = (count: number) => new Date(Date.now() - count * 86_400_000);
		fs.utimesSync(old, days(31), days(31));
		fs.utimesSync(young, days(29), days(29));
		load().keep();
		assert.deepEqual([fs.existsSync(old), fs.existsSync(young), kept().length], [false, true, 2]);
	});

	it('that cannot be written is left out without a word', () => {
		const { keep } = load();
		fs.rmSync(folder, { recursive: true });
		keep();
		assert.equal(fs.existsSync(folder), false);
	});
});
