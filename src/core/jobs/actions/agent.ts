// A prompt for an agent's command line.
import * as path from 'node:path';
import type { RunContext, RunOutcome } from '../action';
import { AgentOutput } from './agentOutput';
import { AGENT_TOOLS, type AgentSaid, type AgentTool } from './agentTools';
import { outcomeOf } from './command';
import { environmentFor, variableOf } from './environment';
import { firstLine, safeOutput } from './outputText';
import { type ActionOf, type ActionParts, failed } from './parts';
import { folderFor, type ProcessEnd, runProcess } from './process';
import { secretsOf } from './secrets';
import { findProgram, needsShell } from './windowsProgram';

/** Where the tools' installers put them; a hub that a desktop started has a short PATH. Below the user's home, then of the machine. */
const HOME_FOLDERS = ['.local/bin', '.claude/local', '.npm-global/bin', '.bun/bin', '.opencode/bin', '.volta/bin', 'bin'];
const MACHINE_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin'];

export async function runAgent(parts: ActionParts, action: ActionOf<'agent'>, context: RunContext): Promise<RunOutcome> {
	const tool = AGENT_TOOLS[action.agent];
	const trouble = textTrouble(action);
	if (trouble !== undefined) return failed(trouble);
	const place = folderFor(action.cwd, parts.home);
	if ('trouble' in place) return failed(place.trouble);
	const env = environmentWithTools(parts);
	const file = findProgram(tool.program, env, place.cwd, undefined, parts.platform);
	if (!path.isAbsolute(file) && !path.win32.isAbsolute(file)) {
		return failed(`${tool.label} was not found: there is no “${tool.program}” on PATH. ${tool.install}`);
	}
	if (parts.platform === 'win32' && needsShell(file)) {
		// Its shim goes through cmd.exe, where characters of a prompt may become commands.
		return failed(
			`“${file}” is a batch file, and Windows runs those through its shell, where a prompt may become a command. Install ${tool.label} as a program (.exe), or run it in WSL.`,
		);
	}
	const output = new AgentOutput(tool);
	const errors = tool.failsToErrors ? new AgentOutput(tool) : undefined;
	const secrets = secretsOf(parts.env);
	const order = {
		file,
		args: tool.args(action),
		cwd: place.cwd,
		env,
		secrets,
		onStdout: (bytes: Buffer) => output.push(bytes),
		onStderr: (bytes: Buffer) => errors?.push(bytes),
	};
	const end = await runProcess(parts, order, context);
	return { ...agentOutcome(action, end, allSaid(output, errors), secrets), cwd: place.cwd };
}

/** What it said on both streams; the answer before the failure of something else. */
export const allSaid = (output: AgentOutput, errors: AgentOutput | undefined): AgentSaid => {
	const said = output.end();
	return said.text === undefined ? { ...errors?.end(), ...said } : said;
};

/** What became of an agent's process, by how it ended and by what it said. */
export function agentOutcome(action: ActionOf<'agent'>, end: ProcessEnd, said: AgentSaid, secrets: readonly string[]): RunOutcome {
	const tool = AGENT_TOOLS[action.agent];
	const outcome = judged(tool, end, said, secrets);
	const unlimited = action.budget !== undefined && !tool.budget;
	return {
		...outcome,
		summary: unlimited
			? `${outcome.summary} ${tool.label} has no flag for a budget, so $${action.budget} was not a limit.`
			: outcome.summary,
		...(said.session === undefined ? {} : { session: said.session }),
	};
}

/** The tool's own words where it gave some. It may end well and yet say that it failed. */
function judged(tool: AgentTool, end: ProcessEnd, said: AgentSaid, secrets: readonly string[]): RunOutcome {
	const outcome = outcomeOf(end, tool.label);
	if (end.trouble !== undefined || end.aborted) return outcome;
	const words = firstLine(safeOutput(said.text ?? '', secrets));
	if (outcome.status === 'error') {
		return words === '' ? outcome : { ...outcome, summary: `${tool.label} ended with code ${end.exitCode ?? end.signal}: ${words}` };
	}
	if (said.failed)
		return failed(`${tool.label} did not do it: ${words === '' ? 'it does not say why; look at its output' : words}`, end.exitCode);
	return words === '' ? outcome : { ...outcome, summary: words };
}

function textTrouble({ prompt, model, args = [] }: ActionOf<'agent'>): string | undefined {
	if (prompt.trim() === '') return 'prompt: it is empty; write what the agent is to do';
	if (prompt.includes('\0')) return 'prompt: it holds a NUL character; take it out';
	if (model?.includes('\0') || args.some(arg => arg.includes('\0'))) return 'args: one holds a NUL character; take it out';
	if (model?.startsWith('-')) return `model: “${model}” is no name of a model; it must not begin with “-”`;
	return undefined;
}

/** The job's environment, with the folders of the tools at the end of PATH: they need what stands beside them there (node). */
function environmentWithTools({ env, home, platform }: ActionParts): Record<string, string> {
	const found = environmentFor(env, platform);
	if (platform === 'win32') return found;
	const folders = [...HOME_FOLDERS.map(folder => path.join(home, folder)), ...MACHINE_FOLDERS];
	const known = (variableOf(found, 'PATH', platform) ?? '').split(':').filter(folder => folder !== '');
	found.PATH = [...known, ...folders.filter(folder => !known.includes(folder))].join(':');
	return found;
}
