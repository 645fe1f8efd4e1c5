// A limit as a person types it.

/** Dollars; a limit beyond this is a slip of the hand. */
export const LARGEST_LIMIT = 1_000_000;

/** Dollars of `5`, `5.50`, `$5`, `1,000`; 0 takes the limit away. Anything else gets a sentence that says what to type. */
export function parseLimit(text: string): { dollars: number } | { problem: string } {
	const bare = text
		.trim()
		.replace(/^\$\s*/, '')
		.replace(/^(\d{1,3})((?:,\d{3})+)(?=\.|$)/, (_, head: string, tail: string) => head + tail.replaceAll(',', ''));
	if (!/^(\d+(\.\d*)?|\.\d+)$/.test(bare)) return { problem: 'Type an amount in US dollars, such as 5 or 7.50. 0 means no limit.' };
	const dollars = Math.round(Number(bare) * 100) / 100;
	if (dollars > LARGEST_LIMIT) return { problem: 'Type an amount of at most 1,000,000 US dollars. 0 means no limit.' };
	if (dollars === 0 && Number(bare) > 0) return { problem: 'The smallest limit is $0.01. 0 means no limit.' };
	return { dollars };
}
