// The page's window as the page sees it: messages to and from it, and the little it keeps of a page that is made anew.
import type { Disposable } from '../src/base/disposable';
import type { FromWebview, ToWebview } from '../src/vscode/view/messages';

export interface Host {
	post(message: FromWebview): void;
	onMessage(listener: (message: ToWebview) => void): Disposable;
	/** What `keep` was last given, also by an older version of the page. */
	kept(): unknown;
	keep(state: unknown): void;
}

/** The message, or undefined for anything that is none of ours. */
export function toWebview(value: unknown): ToWebview | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { kind, data, state, reason, view } = value as Record<string, unknown>;
	if (kind === 'frame' && (typeof data === 'string' || data instanceof Uint8Array)) return { kind, data };
	if (kind === 'tunnel' && state === 'open') return { kind, state };
	if (kind === 'tunnel' && state === 'closed') return { kind, state, reason: typeof reason === 'string' ? reason : '' };
	if (kind === 'show' && (view === 'daily' || view === 'weekly' || view === 'monthly' || view === 'jobs')) return { kind, view };
	return undefined;
}
