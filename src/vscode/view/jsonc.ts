// JSON with comments, as people write it in the `.vscode` folder.

/** The text with comments and commas before a closing bracket as spaces, so that places in it stay the same. */
export function stripComments(text: string): string {
	const blank = (part: string) => part.replace(/[^\n]/g, ' ');
	const bare = text
		.replace(/^\uFEFF/, ' ')
		.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, part => (part.startsWith('"') ? part : blank(part)));
	return bare.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, part => (part === ',' ? ' ' : part));
}
