// The only place that knows @vscode/webview-ui-toolkit: its repository is archived, so that it must be easy to replace.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';

/**
 * Defines `<vscode-button>` and `<vscode-progress-ring>`. The ring is used without a value only: with one its template carries a
 * style attribute, which our security policy forbids. Badges do the same; drop-downs are unreadable in the light high-contrast theme.
 */
export function defineControls(): void {
	provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());
}
