// What the page and the bundler give besides the DOM.

/** VS Code's only object in a webview; it may be asked for once. */
declare function acquireVsCodeApi(): {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(state: unknown): void;
};

/** Style sheets that an entry imports become one file beside its bundle. */
declare module '*.css' {}
