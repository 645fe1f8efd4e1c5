// A command line that stands for Claude Code: it answers as JSON and writes its session's log where Claude Code does.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Of every call it makes; $0.0045 at the price of Claude Sonnet 4.5. */
export const FAKE_CALL = { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };

/** Writes `claude` into the folder; it makes as many calls as its prompt says (`2 calls`), else one. */
export function fakeClaude(folder: string): void {
	fs.mkdirSync(folder, { recursive: true });
	const text = `#!${process.execPath}
const fs = require('node:fs');
const path = require('node:path');
const { randomUUID } = require('node:crypto');
const prompt = process.argv.at(-1);
const sessionId = randomUUID();
const cwd = process.cwd();
const logs = path.join(process.env.HOME, '.claude', 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-'));
fs.mkdirSync(logs, { recursive: true });
const lines = [];
const line = more => lines.push(JSON.stringify({ parentUuid: null, isSidechain: false, userType: 'external', cwd, sessionId, version: '2.1.0', gitBranch: '', uuid: randomUUID(), timestamp: new Date().toISOString(), ...more }));
line({ type: 'user', message: { role: 'user', content: prompt } });
for (let i = 0; i < Number(/^(\\d+) calls/.exec(prompt)?.[1] ?? 1); i++) {
	const message = { id: 'msg_' + randomUUID(), type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [{ type: 'text', text: 'Done.' }], stop_reason: null, usage: ${JSON.stringify(FAKE_CALL)} };
	line({ type: 'assistant', requestId: 'req_' + randomUUID(), message });
}
fs.writeFileSync(path.join(logs, sessionId + '.jsonl'), lines.map(each => each + '\\n').join(''));
const result = 'Done: ' + prompt;
console.log(process.argv.includes('json') ? JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result, session_id: sessionId, total_cost_usd: 0.0045 }) : result);
`;
	fs.writeFileSync(path.join(folder, 'claude'), text, { mode: 0o755 });
}
