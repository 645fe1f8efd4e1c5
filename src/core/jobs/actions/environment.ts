// What a job's process sees of the hub's environment: a list of harmless names, and what the job itself sets.
import { isSecretName } from './secrets';

/**
 * Passed on: where programs and folders are, who the user is, language and zone, the way out through a proxy, certificates, and where
 * the agents keep their data. Everything else stays here; so does, whatever its name begins with, what looks like a secret.
 */
const PASSED: ReadonlySet<string> = new Set([
	...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'HOSTNAME'],
	...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'],
	...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
	...['CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'OPENCLAW_HOME', 'OPENCLAW_STATE_DIR', 'OPENCLAW_CONFIG_PATH', 'OPENCODE_CONFIG'],
]);
const PASSED_FAMILIES: readonly string[] = ['LC_', 'XDG_'];

/** Without these no program starts on Windows. Names have no case there. */
const PASSED_WINDOWS: ReadonlySet<string> = new Set([
	...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'OS', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE'],
	...['USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'USERNAME', 'USERDOMAIN', 'COMPUTERNAME', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA'],
	...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432', 'COMMONPROGRAMFILES', 'COMMONPROGRAMFILES(X86)', 'ALLUSERSPROFILE', 'PUBLIC'],
	...['PSMODULEPATH'],
]);

/** The environment of a job's process. `own` is what the job sets; it may set anything. */
export function environmentFor(
	env: NodeJS.ProcessEnv,
	platform: NodeJS.Platform,
	own: Readonly<Record<string, string>> = {},
): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [name, value] of Object.entries(env)) if (value !== undefined && isPassed(name, platform)) found[name] = value;
	for (const [name, value] of Object.entries(own)) {
		if (platform === 'win32') for (const other of Object.keys(found)) if (other.toUpperCase() === name.toUpperCase()) delete found[other];
		found[name] = value;
	}
	return found;
}

/** The value of a variable, whatever the case of its name where case means nothing. */
export function variableOf(env: Readonly<Record<string, string | undefined>>, name: string, platform: NodeJS.Platform): string | undefined {
	if (platform !== 'win32') return env[name];
	return Object.entries(env).find(([other]) => other.toUpperCase() === name)?.[1];
}

/** A sentence where a name or value cannot stand in an environment. */
export function environmentTrouble(own: Readonly<Record<string, string>> | undefined): string | undefined {
	for (const [name, value] of Object.entries(own ?? {})) {
		if (name === '' || /[=\0]/.test(name)) return `env: “${name}” is no name for a variable; use letters, digits and _`;
		if (value.includes('\0')) return `env: the value of “${name}” holds a NUL character; take it out`;
	}
	return undefined;
}

function isPassed(name: string, platform: NodeJS.Platform): boolean {
	const upper = platform === 'win32' ? name.toUpperCase() : name;
	if (isSecretName(upper) || upper.startsWith('VSCODE_') || upper.startsWith('ELECTRON_')) return false;
	if (PASSED.has(upper) || PASSED_FAMILIES.some(family => upper.startsWith(family))) return true;
	return platform === 'win32' && PASSED_WINDOWS.has(upper);
}
