// Lays the tree of a picker's keys into its memory, as pick.as reads it.

interface Node {
	/** Number of the path that ends here; -1 where none does. */
	path: number;
	/** Numbers of the paths that go on from here. */
	below: number[];
	children: Map<string, Node>;
}

/** Longer keys are not compared. */
const MAX_KEY = 31;
const HEADER = 48;
const CHILD = 12;

/** Gives the address of the root, and of what is free behind the tree. */
export function layTree(paths: readonly string[], memory: ArrayBuffer, free: number): { root: number; end: number } {
	const view = new DataView(memory);
	const bytes = new Uint8Array(memory);
	let next = free;
	const lay = (node: Node): number => {
		const children = [...node.children].sort(([a], [b]) => a.length - b.length);
		const at = (next + 7) & ~7;
		next = at + HEADER + children.length * CHILD;
		view.setInt32(at, node.path, true);
		view.setBigUint64(at + 4, maskOf(node.below), true);
		for (let length = 0; length <= MAX_KEY; length++)
			view.setUint8(at + 12 + length, children.filter(([key]) => key.length < length).length);
		view.setInt32(at + 44, children.length, true);
		for (const [n, [key, child]] of children.entries()) {
			if (key.length > MAX_KEY) throw new Error(`The key ${key} is longer than ${MAX_KEY} characters.`);
			const text = next;
			bytes.set(Buffer.from(key, 'latin1'), text);
			next += key.length;
			view.setInt32(at + HEADER + n * CHILD, key.length, true);
			view.setInt32(at + HEADER + n * CHILD + 4, text, true);
			view.setInt32(at + HEADER + n * CHILD + 8, lay(child), true);
		}
		return at;
	};
	const root = lay(treeOf(paths));
	return { root, end: next };
}

const maskOf = (paths: readonly number[]): bigint => paths.reduce((mask, path) => mask | (1n << BigInt(path)), 0n);

function treeOf(paths: readonly string[]): Node {
	const root = newNode();
	for (const [number, path] of paths.entries()) {
		let node = root;
		for (const key of path.split('.')) {
			if (node !== root) node.below.push(number);
			const child = node.children.get(key) ?? newNode();
			node.children.set(key, child);
			node = child;
		}
		node.path = number;
	}
	return root;
}

const newNode = (): Node => ({ path: -1, below: [], children: new Map() });
