// The real window: VS Code's message channel and state of a webview.
import { type Host, toWebview } from './host';

/** May be called once a page. */
export function vsCodeHost(): Host {
	const api = acquireVsCodeApi();
	return {
		post: message => api.postMessage(message),
		onMessage(listener) {
			const take = ({ data }: MessageEvent<unknown>) => {
				const message = toWebview(data);
				if (message !== undefined) listener(message);
			};
			window.addEventListener('message', take);
			return { dispose: () => window.removeEventListener('message', take) };
		},
		kept: () => api.getState(),
		keep: state => api.setState(state),
	};
}
