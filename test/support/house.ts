// The rules of the house as functions from sources to complaints: who may import whom, and what may stand where.
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface Source {
	/** From the project's folder, with slashes. */
	path: string;
	text: string;
}

export interface Import {
	/** A package's name, `node:fs`, or the path of a source without its ending. */
	target: string;
	typeOnly: boolean;
}

/** What each room may import; the first room whose path fits a file is its room. A room may always import itself. */
const ROOMS: readonly { room: string; at: RegExp; may: readonly string[] }[] = [
	{ room: 'base', at: /^src\/base\//, may: [] },
	{ room: 'contract', at: /^src\/contract\//, may: ['base'] },
	{ room: 'storage', at: /^src\/storage\//, may: ['contract', 'base'] },
	...['settings', 'projects', 'pricing', 'usage', 'budget', 'collect', 'jobs'].map((subject, index, all) => ({
		room: `core/${subject}`,
		at: new RegExp(`^src/core/${subject}/`),
		may: [...all.slice(0, index).map(earlier => `core/${earlier}`), 'storage', 'contract', 'base'],
	})),
	{
		room: 'hub',
		at: /^src\/hub\//,
		may: [
			...['settings', 'projects', 'pricing', 'usage', 'budget', 'collect', 'jobs'].map(subject => `core/${subject}`),
			'storage',
			'contract',
			'base',
		],
	},
	{ room: 'client', at: /^src\/client\//, may: ['contract', 'base'] },
	{ room: 'view', at: /^src\/vscode\/view\//, may: ['contract', 'base'] },
	{ room: 'vscode', at: /^src\/vscode\//, may: ['view', 'client', 'contract', 'base'] },
	{ room: 'extension', at: /^src\/extension\.ts$/, may: ['vscode', 'view', 'client', 'contract', 'base'] },
	{ room: 'webview-ui', at: /^webview-ui\//, may: ['view', 'contract', 'base'] },
];

/** Packages that have one home. */
const HOMES: readonly { name: RegExp; home: RegExp }[] = [
	{ name: /^vscode$/, home: /^src\/(extension\.ts$|vscode\/(?!view\/))/ },
	{ name: /^sql\.js/, home: /^src\/storage\// },
	{ name: /^@vscode\/webview-ui-toolkit/, home: /^webview-ui\/toolkit\.ts$/ },
	{ name: /^lit($|\/)/, home: /^webview-ui\// },
	{ name: /^croner$/, home: /^src\/core\/jobs\/schedule\.ts$/ },
	{ name: /^node:/, home: /^src\/(?!vscode\/view\/|base\/)/ },
	{ name: /^@pydantic\//, home: /^src\/core\/pricing\// },
];

/** All sources of the product below a folder. */
export function readSources(root: string, folders: readonly string[] = ['src', 'webview-ui']): Source[] {
	return folders.flatMap(folder =>
		fs
			.readdirSync(path.join(root, folder), { recursive: true })
			.map(name => path.posix.join(folder, String(name).replaceAll('\\', '/')))
			.filter(name => name.endsWith('.ts') && !name.startsWith('webview-ui/dev/')) // a bench for looking at the views, no part of the product
			.sort()
			.map(name => ({ path: name, text: fs.readFileSync(path.join(root, name), 'utf8') })),
	);
}

/** What a source imports, in any form. */
export function importsOf(source: Source): Import[] {
	const text = withoutComments(source.text);
	const found: Import[] = [];
	for (const [, keyword = '', names = '', target = ''] of text.matchAll(/\b(import|export)\b([^;'"]*?)\bfrom\s*['"]([^'"]+)['"]/g)) {
		const named = /^\s*\{([^}]*)\}\s*$/.exec(names)?.[1];
		const allTypes = named?.split(',').every(name => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
		found.push({ target: resolve(source.path, target), typeOnly: /^\s*type\b/.test(names) || (keyword === 'import' && allTypes) });
	}
	for (const [, target = ''] of text.matchAll(/\bimport\s*['"]([^'"]+)['"]/g))
		found.push({ target: resolve(source.path, target), typeOnly: false });
	for (const [, target = ''] of text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g)) {
		found.push({ target: resolve(source.path, target), typeOnly: false });
	}
	return found;
}

/** Imports that go up or across. */
export function layerBreaks(sources: readonly Source[]): string[] {
	return sources.flatMap(source => {
		const from = ROOMS.find(({ at }) => at.test(source.path));
		if (from === undefined) return source.path.endsWith('.d.ts') ? [] : [`${source.path} stands in no room`];
		return importsOf(source).flatMap(({ target, typeOnly }) => {
			if (!/^(src|webview-ui)\//.test(target)) return [];
			const to = ROOMS.find(({ at }) => at.test(`${target}.ts`));
			if (to === undefined || (to.room !== from.room && !from.may.includes(to.room))) return [`${source.path} must not import ${target}`];
			if (from.room === 'webview-ui' && to.room === 'contract' && !typeOnly) return [`${source.path} may import types of ${target} only`];
			return [];
		});
	});
}

/** Packages used outside their home. */
export function packageBreaks(sources: readonly Source[]): string[] {
	return sources.flatMap(source =>
		importsOf(source).flatMap(({ target }) =>
			HOMES.some(({ name, home }) => name.test(target) && !home.test(source.path)) ? [`${source.path} must not import ${target}`] : [],
		),
	);
}

/** Circles of imports between files, each once: `a > b > a`. */
export function circles(sources: readonly Source[]): string[] {
	const known = new Map(sources.map(source => [source.path.replace(/\.ts$/, ''), source]));
	const found = new Set<string>();
	const done = new Set<string>();
	const visit = (name: string, trail: readonly string[]): void => {
		const at = trail.indexOf(name);
		if (at >= 0) {
			const circle = trail.slice(at);
			const first = circle.indexOf([...circle].sort()[0] ?? '');
			found.add([...circle.slice(first), ...circle.slice(0, first), circle[first]].join(' > '));
			return;
		}
		const source = known.get(name);
		if (source === undefined || done.has(name)) return;
		for (const { target } of importsOf(source)) visit(target, [...trail, name]);
		done.add(name);
	};
	for (const name of known.keys()) visit(name, []);
	return [...found].sort();
}

/** Clocks and timers that are not the Clock's. Formatting a given number with `new Date(number)` is not asking for the time. */
export function clockBreaks(sources: readonly Source[]): string[] {
	return matches(
		sources.filter(({ path }) => path.startsWith('src/') && path !== 'src/base/clock.ts'),
		/\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b|\bprocess\.hrtime\b/,
	);
}

/** SQL outside the stores. */
export function sqlBreaks(sources: readonly Source[]): string[] {
	return matches(
		sources.filter(({ path }) => !/^src\/storage\/|\/\w*Store\.ts$|\/store\.ts$/.test(path)),
		/\b(SELECT\s[^;]*\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|VIEW|INDEX|TRIGGER)|PRAGMA\s+\w+)\b/,
	);
}

/** `any` as a type, unfinished work, state of a module, and barrels. */
export function badWords(sources: readonly Source[]): string[] {
	return [
		...matches(sources, /(:|\bas|<|,)\s*any\b(?!\s*:)/),
		...matches(sources, /\bTODO\b|\bFIXME\b|\bXXX\b/, text => text),
		...matches(sources, /^(export\s+)?let\s/),
		...matches(
			sources.filter(({ path }) => path !== 'src/contract/index.ts'),
			/^export\s+\*\s/,
		),
	];
}

/** Files without a first sentence, and files that want another noun. */
export function shapeBreaks(sources: readonly Source[], longest = 300): string[] {
	return sources.flatMap(({ path, text }) => {
		const lines = text.trimEnd().split('\n');
		const first = lines[0]?.startsWith('#!') ? lines[1] : lines[0];
		return [
			...(/^\/[/*]+ \S/.test(first ?? '') ? [] : [`${path}: the first line does not say what the file is for`]),
			...(lines.length > longest ? [`${path}: ${lines.length} lines`] : []),
		];
	});
}

function matches(
	sources: readonly Source[],
	pattern: RegExp,
	prepare = (text: string) => withoutStrings(withoutComments(text), pattern),
): string[] {
	return sources.flatMap(({ path, text }) =>
		prepare(text)
			.split('\n')
			.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
	);
}

/** Comments become blanks, line by line, so that line numbers stay. A `//` in a string is left alone where a quote or a colon stands before it. */
function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, comment => comment.replace(/[^\n]/g, ' ')).replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

/** Words in plain strings are no code; but SQL only ever stands in strings, so its pattern sees them. */
function withoutStrings(text: string, pattern: RegExp): string {
	return pattern.source.includes('SELECT') ? text : text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

function resolve(from: string, target: string): string {
	if (!target.startsWith('.')) return target;
	const file = path.posix.normalize(path.posix.join(path.posix.dirname(from), target)).replace(/\.ts$/, '');
	return file === 'src/contract' ? 'src/contract/index' : file;
}
