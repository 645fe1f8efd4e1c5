// What a webview and its extension host say to each other. Frames of the contract pass through unread.

/** Orders a webview may give its window; anything else is dropped. */
export const WEBVIEW_COMMANDS = [
	'openDashboard',
	'setDailyBudget',
	'setMonthlyBudget',
	'showSources',
	'showLog',
	'refresh',
	'exportUsage',
	'restartHub',
	'openPriceSettings',
] as const;
export type WebviewCommand = (typeof WEBVIEW_COMMANDS)[number];

export type ToWebview =
	| { kind: 'frame'; data: string | Uint8Array }
	/** `open`: a fresh tunnel, ask again what you show. `closed`: no hub for now, `reason` is a sentence. */
	| { kind: 'tunnel'; state: 'open' }
	| { kind: 'tunnel'; state: 'closed'; reason: string }
	/** The user asked (a command, the view's title bar) for this dashboard view. */
	| { kind: 'show'; view: 'daily' | 'weekly' | 'monthly' | 'jobs' };

export type FromWebview = { kind: 'ready' } | { kind: 'frame'; data: string | Uint8Array } | { kind: 'command'; command: WebviewCommand };
