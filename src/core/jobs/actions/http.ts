// A request over the network: what it may go to, what it may carry there, and how much may come back.
import { messageOf } from '../../../base/errors';
import { secretsNamed, withSecrets } from '../../../contract/secretNames';
import type { RunContext, RunOutcome } from '../action';
import { firstLine, OutputText, safeOutput } from './outputText';
import { type ActionOf, type ActionParts, failed } from './parts';
import { SHORTEST, secretsOf } from './secrets';

/** Bytes of an answer that are read, and ms until it must be there. */
const MOST_BYTES = 1_048_576;
const MOST_TIME = 60_000;
const MOST_REDIRECTS = 5;

type HttpAction = ActionOf<'http'>;

export async function runHttp(parts: ActionParts, action: HttpAction, context: RunContext): Promise<RunOutcome> {
	const target = checkedUrl(action.url);
	if ('trouble' in target) return failed(target.trouble);
	if (context.signal.aborted) return cancelled();
	const headers = await headersFor(parts, action, target.url, context);
	if ('end' in headers) return headers.end;
	const secrets = hidden(parts, action, headers.secrets);
	const clean = (text: string) => firstLine(safeOutput(text, secrets));

	const late = new AbortController();
	const timer = parts.clock.after(MOST_TIME, () => late.abort());
	const signal = AbortSignal.any([context.signal, late.signal]);
	try {
		const answer = await ask(parts, action, target.url, headers.all, signal);
		if ('trouble' in answer) return failed(clean(answer.trouble));
		const { response, url } = answer;
		context.output(`${clean(`${action.method} ${url.origin}${url.pathname}`)}\n${response.status} ${clean(response.statusText)}\n\n`);
		const cut = await show(response, secrets, context);
		const { status } = response;
		const well = action.expect && action.expect.length > 0 ? action.expect.includes(status) : status >= 200 && status <= 299;
		const tail = cut ? ` Of the answer the first ${MOST_BYTES / 1024} KB were read.` : '';
		const wanted = action.expect && action.expect.length > 0 ? action.expect.join(', ') : '200–299';
		if (!well) return failed(`${url.host} answered ${status}; expected was ${wanted}.${tail}`);
		return { status: 'success', exitCode: null, summary: `${url.host} answered ${status}.${tail}` };
	} catch (error) {
		if (context.signal.aborted) return cancelled();
		if (late.signal.aborted)
			return failed(`${target.url.host} gave no full answer within ${MOST_TIME / 1000} s; try again, or ask for less.`);
		return failed(clean(`${target.url.host} was not reached: ${reasonOf(error)}`));
	} finally {
		timer.dispose();
	}
}

/** An address a job may go to, or a sentence why not: https, or plain http to this machine by its number. */
export function checkedUrl(text: string): { url: URL } | { trouble: string } {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return { trouble: 'url: this is no address; write it as https://host/path' };
	}
	if (url.username !== '' || url.password !== '') {
		return { trouble: 'url: no user or password in an address; put them into a header, as a secret: Authorization: Basic ${secret:NAME}' };
	}
	if (url.protocol === 'https:') return { url };
	if (url.protocol !== 'http:') return { trouble: `url: ${url.protocol} is not allowed; use https` };
	// As written, too: 2130706433 and 0x7f.1 become 127.0.0.1 only by being read as a number.
	const written = /^\s*http:\/\/(\[[^\]]*\]|[^/?#:]*)/i.exec(text)?.[1] ?? '';
	if (LOOPBACK.test(url.hostname) && LOOPBACK.test(written)) return { url };
	return { trouble: 'url: http is for this machine only, as http://127.0.0.1 or http://[::1]; use https for everything else' };
}

const LOOPBACK = /^(127\.0\.0\.\d{1,3}|\[::1\])$/;

/** The headers of a request. Secrets are asked for at the last moment and live no longer than it. */
async function headersFor(
	{ askWindow }: ActionParts,
	{ headers = {} }: HttpAction,
	{ origin }: URL,
	{ run, signal }: RunContext,
): Promise<{ all: Headers; secrets: ReadonlyMap<string, string> } | { end: RunOutcome }> {
	const secrets = new Map<string, string>();
	for (const name of new Set(Object.values(headers).flatMap(secretsNamed))) {
		const answer = await askWindow({ kind: 'secret', name, origin }, run, signal);
		if (signal.aborted) return { end: cancelled() };
		if (answer === undefined) {
			return {
				end: { status: 'missed', exitCode: null, summary: `VS Code keeps its secret “${name}”, and no window was open to give it.` },
			};
		}
		if (!answer.ok) return { end: failed(`headers: ${answer.text}`) };
		secrets.set(name, answer.text);
	}
	const all = new Headers();
	for (const [name, value] of Object.entries(headers)) {
		try {
			all.set(name, withSecrets(value, secrets));
		} catch {
			return { end: failed(`headers: “${name}” or its value cannot stand in a request; use plain characters without line breaks`) };
		}
	}
	return { all, secrets };
}

/** What is never shown: also where its name does not look like one, and without the word (`Bearer`) before it. */
function hidden({ env }: ActionParts, { headers }: HttpAction, secrets: ReadonlyMap<string, string>): string[] {
	const values = [...secrets.values()].flatMap(value => [value, ...value.split(/\s+/).filter(part => part.length >= SHORTEST)]);
	return [...new Set([...values.filter(value => value !== ''), ...secretsOf(env, headers)])].sort((a, b) => b.length - a.length);
}

/** Follows redirects within the origin only; one that leads elsewhere is refused, so that nothing secret goes there. */
async function ask(
	{ fetch }: ActionParts,
	action: HttpAction,
	start: URL,
	headers: Headers,
	signal: AbortSignal,
): Promise<{ response: Response; url: URL } | { trouble: string }> {
	let url = start;
	let method: string = action.method;
	let body = method === 'GET' || method === 'HEAD' ? undefined : action.body;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const response = await fetch(url, { method, headers, redirect: 'manual', signal, ...(body === undefined ? {} : { body }) });
		const location = response.headers.get('location');
		// A job that expects the redirect wants to see it, not to follow it.
		if (!REDIRECTS.has(response.status) || location === null || action.expect?.includes(response.status)) return { response, url };
		await response.body?.cancel();
		const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
		if (next?.origin !== url.origin) {
			const where = next?.host || 'something that is no address';
			return {
				trouble: `${url.host} redirects to ${where}; a redirect to another place is not followed. Enter that address if you trust it.`,
			};
		}
		if (response.status === 303 || (response.status < 303 && method === 'POST')) {
			method = method === 'HEAD' ? 'HEAD' : 'GET';
			body = undefined;
			for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
		}
		url = next;
	}
	return { trouble: `${start.host} redirects more than ${MOST_REDIRECTS} times; enter the address it ends at.` };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Shows the answer's text; true where there was more of it. What is counted is what comes out of compression. */
async function show({ body }: Response, secrets: readonly string[], context: RunContext): Promise<boolean> {
	if (body === null) return false;
	const text = new OutputText(secrets, context.output);
	const reader = body.getReader();
	let left = MOST_BYTES;
	try {
		while (true) {
			const { done, value } = await reader.read();
			if (done) return false;
			text.push(Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, left)));
			left -= value.byteLength;
			if (left < 0) return true;
		}
	} finally {
		text.end();
		await reader.cancel().catch(() => {});
	}
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
	const cause = error instanceof Error ? error.cause : undefined;
	return cause === undefined ? messageOf(error) : messageOf(cause);
}

const cancelled = (): RunOutcome => ({ status: 'cancelled', exitCode: null, summary: 'The request was ended.' });
