// Where the hub keeps its data when nobody says where: the platform's own place for it.
import * as path from 'node:path';

/** `~/.local/share/mission-control` (or under XDG_DATA_HOME), `~/Library/Application Support/Mission Control`, `%LOCALAPPDATA%\Mission Control`. */
export function defaultDataFolder(platform: NodeJS.Platform, home: string, env: Readonly<Record<string, string | undefined>>): string {
	if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'Mission Control');
	if (platform === 'win32') return path.win32.join(env.LOCALAPPDATA || path.win32.join(home, 'AppData', 'Local'), 'Mission Control');
	// The XDG specification: a relative path is to be ignored.
	const base = env.XDG_DATA_HOME;
	return path.posix.join(base && path.posix.isAbsolute(base) ? base : path.posix.join(home, '.local', 'share'), 'mission-control');
}
