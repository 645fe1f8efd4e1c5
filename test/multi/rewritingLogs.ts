// Sessions that are rewritten without some of their lines while hubs that read them are killed; many have a copy in a fork.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { corpusOf } from '../../bench/generate.mjs';
import { systemClock } from '../../src/base/clock';
import type { ChaosWorld } from './chaos';
import { type Counted, compared, countedApart, type Growth, totalsOf } from './growingLogs';
import { kill, until } from './playground';

/** Lets a hub read a year of logs; then sessions of Claude Code lose lines, and hubs are killed while they see to that. */
export async function rewriteAndKill(world: ChaosWorld, { megabytes, files, kills, dice }: Growth): Promise<Counted> {
	const source = corpusOf({ megabytes, seed: dice.below(2 ** 31), files }) as { home: string };
	const home = path.join(world.root, 'home');
	fs.cpSync(source.home, home, { recursive: true });
	fs.rmSync(source.home, { recursive: true, force: true });
	const projects = path.join(home, '.claude/projects');
	const sessions = fs
		.readdirSync(projects, { recursive: true, encoding: 'utf8' })
		.filter(name => name.endsWith('.jsonl'))
		.sort()
		.map(name => path.join(projects, name));
	const linesOf = (file: string): string[] => fs.readFileSync(file, 'utf8').split(/(?<=\n)/);
	for (const file of [...sessions].filter(() => dice.chance(0.4))) {
		const fork = file.replace(/\.jsonl$/, '-fork.jsonl');
		fs.writeFileSync(fork, linesOf(file).join(''));
		sessions.push(fork);
	}
	const refresh = () => world.asked(api => api.collect.refresh());
	for (let i = 0; i < 2; i++) world.start(0);
	await until('the first hub', () => world.owner() !== undefined, 20_000);
	await refresh();
	let done = 0;
	while (done < kills) {
		for (let count = dice.between(1, 6); count > 0; count--) {
			const file = dice.pick(sessions);
			const kept = linesOf(file).filter(() => dice.chance(0.8));
			// In place, and now and then as a new file.
			if (dice.chance(0.2)) fs.rmSync(file);
			fs.writeFileSync(file, kept.join(''));
		}
		// Sometimes the hub is at it when it is killed, sometimes it has not noticed, sometimes it is done.
		const reading = refresh().catch(() => {});
		await systemClock.sleep(dice.below(250));
		const pid = world.owner();
		if (pid !== undefined) {
			kill(pid, 'SIGKILL');
			world.start(0);
			done++;
		}
		await reading;
	}
	const hub = await world.asked(async api => {
		await api.collect.refresh();
		return totalsOf((await api.usage.rows({})) as unknown as Record<string, string | number>[]);
	});
	const count = countedApart(home);
	const calls = Object.values(count).reduce((sum, { rows = 0 }) => sum + rows, 0);
	return { kills: done, calls, names: Object.keys(count).length, differences: compared(hub, count, 'counted independently') };
}
