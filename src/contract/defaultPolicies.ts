// The policies of a job that says nothing about them; without zod, so that a webview may import it too.

/** Spans in seconds. */
export const defaultPolicies = {
	overlap: 'skip',
	missed: 'once',
	missedWindow: 86_400,
	missedCap: 10,
	timeout: 3600,
	retryInterrupted: false,
	disableAfter: 10,
	window: null,
	budgetGate: { daily: null, monthly: null },
} as const;
