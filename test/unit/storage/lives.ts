// Lives of stores on disks that fail, each in a folder of its own.
import { failing, type Watch } from './faults';
import { inspect, live, type Told } from './life';
import { quickFolder, type Scratch, scratch } from './scratch';

/** What a call can be told. */
export const FAULTS: readonly ({ code: string } | 'short')[] = [
	{ code: 'EIO' },
	{ code: 'ENOSPC' },
	{ code: 'EPERM' },
	{ code: 'EBUSY' },
	{ code: 'EROFS' },
	'short',
];

type FaultOf = Parameters<typeof failing>[0];

/** The names of the calls that a life makes when nothing fails, in order. */
export async function callsOfLife(watch: Watch = {}): Promise<string[]> {
	const calls: string[] = [];
	await lifeWith('a life without faults', name => void calls.push(name), { watch });
	return calls;
}

export interface LifeOptions {
	watch?: Watch;
	/** False where the faults may be taken for damage. */
	quiet?: boolean;
	/** With the folder while it is there, after the life. */
	after?(one: Scratch, told: Told): Promise<void>;
}

/** One life with these faults, and what it left; throws where that is not as it must be. `lost`: acknowledged and gone. */
export async function lifeWith(
	what: string,
	fault: FaultOf,
	{ watch = {}, quiet = true, after }: LifeOptions = {},
): Promise<{ told: Told; lost: string[]; notes: string[] }> {
	const one = scratch(quickFolder());
	const told: Told = { kept: [], refused: [] };
	try {
		const restore = failing(fault, watch);
		try {
			await live(one, told);
		} finally {
			restore();
		}
		const seen = await inspect(one, told, what, quiet);
		await after?.(one, told);
		return { told, ...seen };
	} finally {
		await one.end();
	}
}
