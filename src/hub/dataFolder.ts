// Where the hub keeps its data when nobody says where: the platform's own place for it.
import { createHash } from 'node:crypto';
import * as path from 'node:path';

/** `~/.local/share/mission-control` (or under XDG_DATA_HOME), `~/Library/Application Support/Mission Control`, `%LOCALAPPDATA%\Mission Control`. */
export function defaultDataFolder(platform: NodeJS.Platform, home: string, env: Readonly<Record<string, string | undefined>>): string {
	if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'Mission Control');
	if (platform === 'win32') return path.win32.join(env.LOCALAPPDATA || path.win32.join(home, 'AppData', 'Local'), 'Mission Control');
	// The XDG specification: a relative path is to be ignored.
	const base = env.XDG_DATA_HOME;
	return path.posix.join(base && path.posix.isAbsolute(base) ? base : path.posix.join(home, '.local', 'share'), 'mission-control');
}

/**
 * The data folder of one command. Usage of somebody else's home (`--home`) has a place of its own inside the default one,
 * or it would stay in the user's own sums for ever.
 */
export function dataFolderOf(
	{ platform, home, env }: { platform: NodeJS.Platform; home: string; env: Readonly<Record<string, string | undefined>> },
	data: string | undefined,
	otherHome: string | undefined,
): string {
	if (data !== undefined) return path.resolve(data);
	const own = path.resolve(defaultDataFolder(platform, home, env));
	if (otherHome === undefined || otherHome === home) return own;
	return path.join(own, 'homes', createHash('sha256').update(otherHome).digest('hex').slice(0, 10));
}
