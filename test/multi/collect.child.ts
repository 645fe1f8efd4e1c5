// Reads logs in a process of its own, where what a test cannot do to itself is done: give up rights, run out of open files.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Pipeline, pipeline, type Running, TOOLS } from '../support/pipeline';

const [what = ''] = process.argv.slice(2);
const TIME = '2026-11-20T10:00:00.000Z';

/** What is counted and what is told of it, a line a look. */
function say(hub: Running): void {
	const notes = hub.sources().flatMap(source => source.notes.map(({ path: at, note }) => `${path.basename(at)}: ${note}`));
	console.log(JSON.stringify({ calls: hub.usage.breakdown({}, 'model').totals.requests, notes: notes.sort() }));
}

/** A session of each tool, and a second folder of Claude Code's; gives the files. */
function writeLogs(line: Pipeline): string[] {
	const files = TOOLS.map(tool => line.write(tool.file, tool.lines([{ id: 'a', time: TIME }])));
	const [claude] = TOOLS;
	if (claude) files.push(line.write('.claude/projects/other/s9.jsonl', claude.lines([{ id: 'b', time: TIME }])));
	return files;
}

/** Nobody may read one file of each tool and one folder; then everybody may. */
async function withoutRights(line: Pipeline, hub: Running): Promise<void> {
	const files = writeLogs(line);
	const folder = path.dirname(files[3] ?? '');
	if (process.getuid?.() === 0) {
		// Nothing is closed to root.
		for (const entry of ['', ...fs.readdirSync(line.home, { recursive: true, encoding: 'utf8' })])
			fs.chownSync(path.join(line.home, entry), 65_534, 65_534);
		process.setgid?.(65_534);
		process.setuid?.(65_534);
	}
	for (const file of files.slice(0, 3)) fs.chmodSync(file, 0);
	fs.chmodSync(folder, 0);
	await hub.scanner.scan();
	say(hub);
	for (const file of files.slice(0, 3)) fs.chmodSync(file, 0o600);
	fs.chmodSync(folder, 0o700);
	await hub.scanner.scan();
	say(hub);
}

/** No file can be opened any more: at first not even folders, then files that grew. */
async function withoutFiles(line: Pipeline, hub: Running): Promise<void> {
	const files = writeLogs(line);
	let taken = takeAll();
	await hub.scanner.scan();
	say(hub);
	for (const handle of taken) fs.closeSync(handle);
	await hub.scanner.scan();
	say(hub);
	for (const [i, tool] of TOOLS.entries()) {
		const lines = tool.lines([{ id: 'c', time: TIME }]).map(each => `${JSON.stringify(each)}\n`);
		fs.appendFileSync(files[i] ?? '', lines.slice(tool.name === 'claude' ? 0 : 1).join(''));
	}
	taken = takeAll();
	await hub.scanner.scan();
	say(hub);
	for (const handle of taken) fs.closeSync(handle);
	await hub.scanner.scan();
	say(hub);
}

function takeAll(): number[] {
	const taken: number[] = [];
	try {
		for (;;) taken.push(fs.openSync('/dev/null', 'r'));
	} catch {
		return taken;
	}
}

async function main(): Promise<void> {
	const line = await pipeline();
	try {
		const hub = await line.start('UTC');
		await (what === 'rights' ? withoutRights : withoutFiles)(line, hub);
	} finally {
		line.end();
	}
}

void main();
