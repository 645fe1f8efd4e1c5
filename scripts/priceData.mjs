// What the hub's bundle leaves out of the price catalogue: its prose, a fifth of it, on which no price depends.
// @ts-check

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/.source;
const PROSE = new RegExp(`(?<=[{,])(?:description|price_comments):(?:${STRING}),?`, 'gs');

/**
 * The code of the catalogue's minified module without the descriptions of models and the comments on prices.
 * @param {string} code
 */
export const withoutProse = code => code.replace(PROSE, '');
