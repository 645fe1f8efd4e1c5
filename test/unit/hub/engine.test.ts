// What the tuning of the engine takes for granted of the two WebAssembly modules.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { PICK_WASM } from '../../../src/core/collect/pick/bytes';

/** The little of it that is used: Node has it, its types do not. */
declare const WebAssembly: {
	Module: { new (bytes: Uint8Array): object; imports(module: object): { kind: string }[] };
	Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, { readonly name: string }>> };
	Memory: new (size: { initial: number; maximum: number }) => object;
};

describe('engine', () => {
	it('makes the picker fast, which is function 0, and of SQLite nothing', () => {
		const picker = new WebAssembly.Module(Buffer.from(PICK_WASM, 'base64'));
		const { exports } = new WebAssembly.Instance(picker, { env: { memory: new WebAssembly.Memory({ initial: 10, maximum: 10 }) } });
		assert.equal(exports.pick?.name, '0'); // an exported function is named by its number
		const sqlite = WebAssembly.Module.imports(new WebAssembly.Module(fs.readFileSync('node_modules/sql.js/dist/sql-wasm.wasm')));
		assert.ok(sqlite.some(({ kind }) => kind === 'function')); // imported functions have the first numbers
	});
});
