/** The product's version, written into every bundle by esbuild.mjs. */
declare const PRODUCT_VERSION: string;

/** SQL files are bundled as text. */
declare module '*.sql' {
	const text: string;
	export default text;
}
