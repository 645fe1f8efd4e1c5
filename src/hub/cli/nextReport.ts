// The next times of a cron expression in a terminal: each in its zone and as an instant, with what daylight saving does to it.
import type { Preview } from '../../contract';
import { plain } from './words';

/** Lines to print. */
export function nextReport({ words, next }: Preview): string[] {
	const lines = next.flatMap(({ at, local, note }) => [
		`${local.replace(/^(\w+) (\d) /, '$1  $2 ')}  ${at}`,
		...(note === null ? [] : [`    ${note}`]),
	]);
	return [plain(words), '', ...lines];
}

/** The instants alone, ISO 8601. */
export const nextJson = ({ next }: Preview): string =>
	`${JSON.stringify(
		next.map(({ at }) => at),
		undefined,
		2,
	)}\n`;
