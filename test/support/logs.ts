// Logs that cost an exact sum: one call is 10,000 uncached input tokens of a model at $5 a million, so $0.05.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** What one call of `spend` costs: 1 % of the default daily limit of $5. */
export const CALL_DOLLARS = 0.05;

export interface SpendOptions {
	/** Default: claude-opus-4-5, $5 a million input tokens. */
	model?: string;
	project?: string;
	/** ms; default: now. */
	at?: number;
}

/** Adds a Claude Code session with so many calls of $0.05 to a home; resolves to its file. */
export function spend(home: string, calls: number, options: SpendOptions = {}): string {
	const { model = 'claude-opus-4-5', project = '/home/you/code/orchard-api', at = Date.now() } = options;
	const session = randomUUID();
	const lines = Array.from({ length: calls }, (_, index) => ({
		parentUuid: null,
		isSidechain: false,
		userType: 'external',
		cwd: project,
		sessionId: session,
		version: '2.1.329',
		gitBranch: 'main',
		type: 'assistant',
		requestId: `req_${randomUUID()}`,
		uuid: randomUUID(),
		timestamp: new Date(at - (calls - index) * 100).toISOString(),
		message: {
			id: `msg_${randomUUID()}`,
			type: 'message',
			role: 'assistant',
			model,
			content: [{ type: 'text', text: 'Test' }],
			stop_reason: 'end_turn',
			usage: {
				input_tokens: 10_000,
				output_tokens: 0,
				cache_creation_input_tokens: 0,
				cache_read_input_tokens: 0,
				cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
			},
		},
	}));
	const file = path.join(home, '.claude', 'projects', project.replace(/[^a-zA-Z0-9]/g, '-'), `${session}.jsonl`);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
	return file;
}

/**
 * Fills a folder with large Claude Code sessions: most of each line is text that has to be read past.
 * Gives the number of calls.
 */
export function writeLarge(folder: string, megabytes: number): number {
	const text = 'A line of an answer that nobody counts. '.repeat(50);
	const files = Math.ceil(megabytes / 4);
	const perFile = Math.floor((Math.min(4, megabytes) * 1_000_000) / (text.length + 700));
	fs.mkdirSync(folder, { recursive: true });
	for (let file = 0; file < files; file++) {
		const session = randomUUID();
		const lines = Array.from({ length: perFile }, (_, index) =>
			JSON.stringify({
				type: 'assistant',
				sessionId: session,
				uuid: randomUUID(),
				timestamp: new Date(Date.now() - 3 * 86_400_000 + index * 1000).toISOString(),
				cwd: '/home/you/code/large',
				version: '2.1.329',
				isSidechain: false,
				requestId: `req_${file}_${index}`,
				message: {
					id: `msg_large_${session}_${index}`,
					model: 'claude-haiku-4-5',
					role: 'assistant',
					content: [{ type: 'text', text }],
					usage: { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
				},
			}),
		);
		fs.writeFileSync(path.join(folder, `${session}.jsonl`), `${lines.join('\n')}\n`);
	}
	return files * perFile;
}

/** A zone in which it is between 12:00 and 13:00 now, so that no test runs over midnight. */
export function noonZone(): string {
	const east = 12 - new Date().getUTCHours();
	return east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}
