// The development page: `node webview-ui/dev/page.mjs` builds the webviews and serves them with an invented hub behind them.
// Ask for /?page=dashboard|sidebar&theme=dark|light|hc-dark|hc-light&scene=normal|warning|error|unpriced|hostile|scanning|empty|gone|…&live
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = import.meta.dirname;
const out = path.join(here, '../../dist-test/webview-dev');
const shared = /** @type {const} */ ({
	bundle: true,
	platform: 'browser',
	target: 'es2022',
	format: 'esm',
	logLevel: 'warning',
	tsconfig: path.join(here, '../tsconfig.json'),
	outdir: out,
});

/** Builds the two pages as they are shipped, and the window and hub that stand in. */
export async function buildPages() {
	await build({
		...shared,
		minify: true,
		entryPoints: { dashboard: path.join(here, '../dashboard/main.ts'), sidebar: path.join(here, '../sidebar/main.ts') },
	});
	await build({ ...shared, entryPoints: { fakeWindow: path.join(here, 'fakeWindow.ts') } });
}

/**
 * Serves them on a loopback port; 0 takes a free one.
 * @param {number} port
 * @returns {Promise<http.Server>}
 */
export async function servePages(port) {
	/** @type {Record<string, {classes: string, variables: Record<string, string>}>} */
	const themes = JSON.parse(fs.readFileSync(path.join(here, 'themes.json'), 'utf8'));
	const server = http.createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://localhost');
		const file = path.join(out, path.basename(url.pathname));
		if (url.pathname !== '/' && fs.existsSync(file)) {
			response.setHeader('content-type', file.endsWith('.css') ? 'text/css' : 'text/javascript');
			return fs.createReadStream(file).pipe(response);
		}
		if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
		const theme = themes[url.searchParams.get('theme') ?? 'dark'];
		if (url.pathname !== '/' || theme === undefined) return response.writeHead(404).end();
		const page = url.searchParams.get('page') === 'sidebar' ? 'sidebar' : 'dashboard';
		response.setHeader('content-type', 'text/html; charset=utf-8');
		// The policy is the shipped one; only the stand-in's own script and the theme's values are added, by nonce.
		response.setHeader(
			'content-security-policy',
			"default-src 'none'; script-src 'nonce-dev'; style-src 'self' 'nonce-dev'; font-src 'self'; img-src 'self'",
		);
		const variables = Object.entries(theme.variables).map(([name, value]) => `${name}: ${value};`);
		const ground = `var(--vscode-${page === 'sidebar' ? 'sideBar' : 'editor'}-background)`;
		return response.end(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="dev"><title>${page}</title>
<style nonce="dev">
html { ${variables.join(' ')} background: ${ground}; }
@layer vscode-default { body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground); font: var(--vscode-font-weight) var(--vscode-font-size) var(--vscode-font-family); } }
</style>
<link rel="stylesheet" href="/${page}.css"></head>
<body class="${theme.classes}"><main id="app" data-view="${page}"></main>
<script type="module" nonce="dev" src="/fakeWindow.js"></script><script type="module" nonce="dev" src="/${page}.js"></script></body></html>`);
	});
	await new Promise(resolve => server.listen(port, '127.0.0.1', () => resolve(undefined)));
	return server;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	await buildPages();
	await servePages(Number(process.env.PORT ?? 4710));
	console.log('http://127.0.0.1:4710/?page=dashboard&theme=dark&scene=normal&live');
}
