// Names from logs, made safe for Markdown: they may hold links, icons, HTML and line breaks, and must stay plain text.

/**
 * The text with everything but letters, digits and spaces as numeric entities. Unlike backslashes this also stops
 * `$(icons)`, table pipes and bare links; control and direction marks are dropped; long names are cut.
 */
export function plain(text: string, longest = 80): string {
	const seen = text.replace(/\s+/gu, ' ').replace(/\p{C}/gu, '').trim();
	const cut = [...seen].length > longest ? `${[...seen].slice(0, longest - 1).join('')}…` : seen;
	return cut.replace(/[^\p{L}\p{N} ]/gu, sign => `&#${sign.codePointAt(0)};`);
}
