// What became of a process whose hub died, by the files it left: its output, and how it ended.
import * as fs from 'node:fs';
import { constants } from 'node:os';
import type { Action } from '../../../contract';
import type { RunOutcome } from '../action';
import type { RunFiles } from '../ports';
import { readCode, removeSpool, type SpoolFiles, spoolFiles, sweepSpool } from '../spool';
import { Tail } from '../tail';
import { agentOutcome, allSaid } from './agent';
import { AgentOutput } from './agentOutput';
import { AGENT_TOOLS } from './agentTools';
import { calledOf, outcomeOf } from './command';
import { OutputText } from './outputText';
import type { ActionParts } from './parts';
import { folderFor, type ProcessEnd } from './process';
import { secretsOf } from './secrets';

/** Bytes of a file's end that are made safe to show, and bytes of one reading. */
const KEPT = 524_288;
const PIECE = 262_144;

export function createRunFiles({ env, home, spool }: Pick<ActionParts, 'env' | 'home' | 'spool'>): RunFiles {
	const secretsIn = (action: Action) => secretsOf(env, action.kind === 'command' || action.kind === 'shell' ? action.env : undefined);
	return {
		output(action, run) {
			const tail = new Tail();
			const { out, err } = spoolFiles(spool, run);
			for (const file of [out, err]) {
				const text = new OutputText(secretsIn(action), piece => tail.push(piece));
				const skipped = Math.max(0, sizeOf(file) - KEPT);
				if (skipped > 0) text.skip(skipped);
				readFrom(file, skipped, bytes => text.push(bytes));
				text.end();
			}
			return tail.read();
		},
		outcome(action, run) {
			const ended = readCode(spool, run);
			const outcome = ended && outcomeFor(action, endOf(ended.code), spoolFiles(spool, run), secretsIn(action));
			if (ended === undefined || outcome === undefined) return undefined;
			const place = folderFor('cwd' in action ? action.cwd : undefined, home);
			return { ...outcome, ...('cwd' in place ? { cwd: place.cwd } : {}), at: ended.at };
		},
		remove: run => removeSpool(spool, run),
		sweep: open => sweepSpool(spool, open),
	};
}

function outcomeFor(action: Action, end: ProcessEnd, { out, err }: SpoolFiles, secrets: readonly string[]): RunOutcome | undefined {
	if (action.kind === 'command' || action.kind === 'shell') return outcomeOf(end, calledOf(action));
	if (action.kind !== 'agent') return undefined;
	const tool = AGENT_TOOLS[action.agent];
	const [output, errors] = [new AgentOutput(tool), tool.failsToErrors ? new AgentOutput(tool) : undefined];
	readFrom(out, 0, bytes => output.push(bytes));
	if (errors) readFrom(err, 0, bytes => errors.push(bytes));
	return agentOutcome(action, end, allSaid(output, errors), secrets);
}

/** A code above 128 is a signal's. */
function endOf(code: number): ProcessEnd {
	const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0] as NodeJS.Signals | undefined;
	return { exitCode: signal === undefined ? code : null, signal: signal ?? null, aborted: false, leftovers: false };
}

function sizeOf(file: string): number {
	return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readFrom(file: string, from: number, take: (bytes: Buffer) => void): void {
	if (sizeOf(file) <= from) return;
	const descriptor = fs.openSync(file, 'r');
	try {
		for (let at = from; ; ) {
			const bytes = Buffer.allocUnsafe(PIECE);
			const read = fs.readSync(descriptor, bytes, 0, PIECE, at);
			if (read === 0) return;
			take(bytes.subarray(0, read));
			at += read;
		}
	} finally {
		fs.closeSync(descriptor);
	}
}
