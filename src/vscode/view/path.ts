// Folders and files as people read them. Paths come from logs of any platform, so both separators count.

/** The last part of a path; `(no project)` for ''. A bare root stays as it is. */
export function folderName(path: string): string {
	if (path === '') return '(no project)';
	return (
		path
			.replace(/[\\/]+$/, '')
			.split(/[\\/]/)
			.pop() || path
	);
}

/** The path with the home folder as `~`. */
export function shortPath(path: string, home: string): string {
	const base = home.replace(/[\\/]+$/, '');
	if (base === '') return path;
	if (path === base) return '~';
	return path.startsWith(base) && /[\\/]/.test(path.charAt(base.length)) ? `~${path.slice(base.length)}` : path;
}
