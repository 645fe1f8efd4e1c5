// A question in a quick input that only an answer or Escape closes.
import * as vscode from 'vscode';

/** A webview that had the focus before the palette takes it back a moment later, which would close a question that came from there before it is read. */
const STAYS = { ignoreFocusOut: true };

/** One of the choices; undefined where the question was closed. */
export function choose<T extends vscode.QuickPickItem>(
	choices: readonly T[] | Thenable<readonly T[]>,
	options: vscode.QuickPickOptions,
): Thenable<T | undefined> {
	return vscode.window.showQuickPick(choices, { ...options, ...STAYS });
}

/** A text; undefined where the question was closed. */
export function askText(options: vscode.InputBoxOptions): Thenable<string | undefined> {
	return vscode.window.showInputBox({ ...options, ...STAYS });
}
