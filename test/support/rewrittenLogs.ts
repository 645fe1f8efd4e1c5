// Claude Code sessions that are rewritten without some of their calls, copies of which stand in other sessions.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A home whose sessions are read, and what becomes of them then. */
export interface Rewritten {
	readonly says: string;
	write(home: string): void;
	rewrite(home: string): void;
}

/** One answer as a session holds it. */
export const answer = (id: string, output = 20): string =>
	`${JSON.stringify({
		type: 'assistant',
		uuid: `u-${id}`,
		timestamp: '2026-11-01T10:00:00.000Z',
		sessionId: 's1',
		cwd: '/home/user/proj',
		version: '2.1.329',
		message: { id: `msg_01abcdefghijklmnopqr${id}`, model: 'claude-sonnet-4-6', usage: { input_tokens: 10, output_tokens: output } },
	})}\n`;

/** So many answers. */
export const answers = (name: string, count: number, output = 20): string =>
	Array.from({ length: count }, (_, i) => answer(`${name}${i}`, output)).join('');

export const sessionFile = (home: string, name: string): string => path.join(home, '.claude/projects/p', `${name}.jsonl`);

export function writeSession(home: string, name: string, ...lines: string[]): void {
	fs.mkdirSync(path.dirname(sessionFile(home, name)), { recursive: true });
	fs.writeFileSync(sessionFile(home, name), lines.join(''));
}

/** More than one transaction takes. */
const MANY = 3_050;

export const REWRITTEN: readonly Rewritten[] = [
	{
		says: 'a small session',
		write(home) {
			writeSession(home, 'a', answers('shared', 3), answers('a', 2));
			writeSession(home, 'b', 'no json\n', answers('shared', 3), answers('b', 2));
			writeSession(home, 'c', answers('c', 2));
		},
		rewrite: home => writeSession(home, 'a', answers('a', 2)),
	},
	{
		says: 'a session of several transactions',
		write(home) {
			writeSession(home, 'a', answers('first', 40), answers('a', MANY), answers('last', 40));
			writeSession(home, 'b', answers('first', 40), answers('b', 10), answers('last', 40));
		},
		rewrite: home => writeSession(home, 'a', answers('a', MANY), answers('last', 20)),
	},
	{
		says: 'a session of several transactions that has lost nothing',
		write(home) {
			writeSession(home, 'a', answers('a', MANY), answers('last', 40));
			writeSession(home, 'b', answers('b', 10), answers('last', 40));
		},
		rewrite: home => writeSession(home, 'a', answers('last', 40), answers('a', MANY)),
	},
	{
		says: 'two sessions, the first of which holds copies of what the second loses',
		write(home) {
			writeSession(home, 'a', answers('a', MANY), answers('shared', 30));
			writeSession(home, 'b', answers('b', 50), answers('shared', 30, 21));
			writeSession(home, 'c', answers('b', 5));
		},
		rewrite(home) {
			writeSession(home, 'a', answers('new', 10), answers('a', MANY), answers('shared', 30));
			writeSession(home, 'b', answers('b', 40));
		},
	},
];
