// Runs a program and measures what it costs: processor time of it and all it starts, peak memory, wall time.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';

/** Between two looks at the memory, ms; its peak is kept by the system, so the last look before the end counts. */
const LOOK = 5;

/**
 * Gives `{user, system, cpu, wall}` in seconds, `memory` in MB (undefined where the system does not tell) and the output.
 * Throws where the program fails. The times are those that the shell's own `time` has from the system for an ended child.
 */
export async function measure(program, args, { env }) {
	// The shell reports in its own words; %R, %U and %S are seconds to a thousandth.
	const child = spawn('bash', ['-c', 'TIMEFORMAT="measured %R %U %S"; time "$0" "$@"', program, ...args], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const out = [];
	let errors = '';
	child.stdout.on('data', data => out.push(data));
	child.stderr.on('data', data => {
		errors += data;
	});
	let peak = 0;
	const timer = setInterval(() => {
		peak = Math.max(peak, peakOf(child.pid));
	}, LOOK);
	const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
	clearInterval(timer);
	const times = /measured ([\d.,]+) ([\d.,]+) ([\d.,]+)\s*$/.exec(errors);
	if (code !== 0 || !times) throw new Error(`${program} ${args.join(' ')} failed (exit ${code}): ${errors.slice(-2_000)}`);
	const [wall, user, system] = times.slice(1).map(text => Number(text.replace(',', '.')));
	return { user, system, cpu: user + system, wall, memory: peak === 0 ? undefined : peak / 1024, output: Buffer.concat(out).toString() };
}

/** Peak memory in kB of the largest process below `pid`; 0 where the system does not tell. */
function peakOf(pid) {
	try {
		const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
		return Math.max(0, ...children.map(child => Math.max(ownPeak(child), peakOf(child))));
	} catch {
		return 0;
	}
}

function ownPeak(pid) {
	try {
		return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		return 0;
	}
}
