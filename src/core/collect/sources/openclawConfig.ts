// Reads from OpenClaw's configuration where agents keep their files, where that is not the usual place.
import * as fs from 'node:fs';
import * as path from 'node:path';
import JSON5 from 'json5';
import { nodeCode } from '../../../base/errors';
import { type Fields, fieldsOf, nameOf } from './fields';

/** Newest name first. */
const NAMES = ['openclaw.json', 'clawdbot.json', 'moltbot.json', 'moldbot.json'];

export interface AgentPlaces {
	/** Agents the configuration names, with the folder of each one's store where it is moved ('' where not). */
	agentDirs: ReadonlyMap<string, string>;
	/** Where session transcripts are, with `{agentId}` for the agent; '' for the usual place. */
	sessions: string;
}

/** What the configuration of the state folder says; nothing where there is none. Reports a file that cannot be read. */
export function agentPlaces(state: string, home: string, env: Places['env'], onError: (path: string, error: unknown) => void): AgentPlaces {
	const agentDirs = new Map<string, string>();
	const named = env.OPENCLAW_CONFIG_PATH?.trim();
	const files = [
		...(named && path.dirname(path.resolve(named)) === path.resolve(state) ? [named] : []),
		...NAMES.map(name => path.join(state, name)),
	];
	const config = files.map(file => readConfig(file, onError)).find(each => each !== undefined);
	const place = (value: unknown): string => {
		const text = nameOf(value).trim();
		if (text === '') return '';
		const known = text.replace(/\$\{(\w+)\}/g, (all, name: string) => env[name] ?? all);
		return path.resolve(
			state,
			known.replace(/^~(?=$|[\\/])/, () => home),
		);
	};
	const agents = fieldsOf(config?.agents);
	for (const [id, entry] of Object.entries(fieldsOf(agents?.entries) ?? {})) agentDirs.set(id, place(fieldsOf(entry)?.agentDir));
	const list = Array.isArray(agents?.list) ? agents.list.map(fieldsOf) : [];
	for (const entry of list) if (nameOf(entry?.id)) agentDirs.set(nameOf(entry?.id), place(entry?.agentDir));
	const store = place(fieldsOf(config?.session)?.store);
	return { agentDirs, sessions: store === '' ? '' : path.dirname(store) };
}

interface Places {
	env: Readonly<Record<string, string | undefined>>;
}

function readConfig(file: string, onError: (path: string, error: unknown) => void): Fields | undefined {
	try {
		if (!fs.statSync(file).isFile()) throw new Error('It is no regular file, so it is not read.');
		return fieldsOf(JSON5.parse(fs.readFileSync(file, 'utf8')));
	} catch (error) {
		if (nodeCode(error) !== 'ENOENT') onError(file, error);
		return undefined;
	}
}
