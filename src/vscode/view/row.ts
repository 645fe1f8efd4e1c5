// One row of a tree as plain data; the window makes a TreeItem of it.

export interface Row {
	/** Stable over refreshes, so that VS Code keeps what is open and selected. */
	id: string;
	label: string;
	/** Greyed, after the label. */
	description: string;
	/** Markdown; every name in it is escaped. */
	tooltip: string;
	/** A codicon's name. */
	icon: string;
	/** A theme colour of the icon; for warnings only. */
	color?: 'list.warningForeground' | 'list.errorForeground' | 'disabledForeground';
	/** `leaf` has no children. */
	open: 'leaf' | 'collapsed' | 'expanded';
	/** What menus go by. */
	context: string;
	/** For screen readers: the row in words. */
	spoken: string;
	action?: RowAction;
	/** What "Copy" puts on the clipboard; rows with one have `copy` in their context. */
	copies?: string;
}

/** What a click does. */
export type RowAction =
	| { kind: 'openFile'; path: string; line: number }
	| { kind: 'openPriceSettings'; model: string }
	| { kind: 'checkStore' }
	| { kind: 'reviewOffer'; folder: string; name: string };
