// Questions of a multi-step quick input: each is answered, taken back, or ends it all.
import * as vscode from 'vscode';
import { Disposables } from '../../base/disposable';

export type Answer<T> = { kind: 'next'; value: T } | { kind: 'back' } | { kind: 'end' };

export interface StepFrame {
	title: string;
	/** From 1. */
	step: number;
	total: number;
	placeholder?: string;
}

export type Choice<T> = vscode.QuickPickItem & { value?: T };

export interface Message {
	text: string;
	/** An answer with an `error` is not taken. */
	level: 'info' | 'error';
}

interface Typing {
	prompt: string;
	value: string;
	/** What to say to the text, now or after asking the hub. Called with every change. */
	judge(text: string): Message | undefined | Promise<Message | undefined>;
}

/** One of the choices; `value` of the one that stands at first. Entries without a value are for reading only. */
export function pickOne<T>(frame: StepFrame, choices: readonly Choice<T>[], active?: (value: T) => boolean): Promise<Answer<T>> {
	const box = vscode.window.createQuickPick<Choice<T>>();
	box.items = choices;
	box.matchOnDescription = true;
	box.matchOnDetail = true;
	const first = choices.find(({ value }) => value !== undefined && active?.(value));
	if (first) box.activeItems = [first];
	return asked<T>(box, frame, answer => {
		const value = box.selectedItems[0]?.value;
		if (value !== undefined) answer(value);
	});
}

/** One of the choices, or what was typed instead. */
export function pickOrType(frame: StepFrame, choices: readonly vscode.QuickPickItem[], value: string): Promise<Answer<string>> {
	const box = vscode.window.createQuickPick();
	const typed = (): vscode.QuickPickItem[] =>
		box.value.trim() === '' || choices.some(({ label }) => label === box.value.trim())
			? []
			: [{ label: box.value.trim(), description: 'as typed' }];
	box.items = choices;
	box.matchOnDescription = true;
	const first = choices.find(({ label }) => label === value);
	if (first) box.activeItems = [first];
	else box.value = value;
	const listen = box.onDidChangeValue(() => {
		box.items = [...choices, ...typed()];
	});
	if (first === undefined) box.items = [...choices, ...typed()];
	return asked<string>(box, frame, answer => {
		const chosen = box.selectedItems[0]?.label;
		if (chosen !== undefined) answer(chosen);
	}).finally(() => listen.dispose());
}

/** A text that is judged while it is typed. */
export function typeIn(frame: StepFrame, typing: Typing): Promise<Answer<string>> {
	const box = vscode.window.createInputBox();
	box.value = typing.value;
	box.prompt = typing.prompt;
	let round = 0;
	const judge = async (): Promise<boolean> => {
		const mine = ++round;
		const message = await typing.judge(box.value);
		if (mine !== round) return false;
		const severity = message?.level === 'error' ? vscode.InputBoxValidationSeverity.Error : vscode.InputBoxValidationSeverity.Info;
		box.validationMessage = message && { message: message.text, severity };
		return message?.level !== 'error';
	};
	if (typing.value !== '') void judge();
	const listen = box.onDidChangeValue(() => void judge());
	return asked<string>(box, frame, async answer => {
		box.busy = true;
		const fine = await judge();
		box.busy = false;
		if (fine) answer(box.value);
	}).finally(() => listen.dispose());
}

/** The same for a text that may have several lines already: an input box has one, so such a text is kept whole or typed anew. */
export async function typeOver(frame: StepFrame, typing: Typing): Promise<Answer<string>> {
	if (!typing.value.includes('\n')) return await typeIn(frame, typing);
	const choices = [
		{ label: 'Keep It as It Is', detail: typing.value.replace(/\s+/g, ' ').slice(0, 300), value: true },
		{ label: 'Type a New One', value: false },
	];
	const answer = await pickOne({ ...frame, placeholder: typing.prompt }, choices);
	if (answer.kind !== 'next') return answer;
	return answer.value ? { kind: 'next', value: typing.value } : await typeIn(frame, { ...typing, value: '' });
}

type Box = vscode.QuickInput & {
	placeholder: string | undefined;
	buttons: readonly vscode.QuickInputButton[];
	onDidAccept: vscode.Event<void>;
	onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
};

async function asked<T>(box: Box, frame: StepFrame, accept: (answer: (value: T) => void) => void | Promise<void>): Promise<Answer<T>> {
	const owned = new Disposables();
	owned.add(box);
	box.title = frame.title;
	box.step = frame.step;
	box.totalSteps = frame.total;
	box.ignoreFocusOut = true;
	if (frame.placeholder !== undefined) box.placeholder = frame.placeholder;
	if (frame.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
	try {
		return await new Promise<Answer<T>>(resolve => {
			owned.add(box.onDidAccept(() => void accept(value => resolve({ kind: 'next', value }))));
			owned.add(box.onDidTriggerButton(button => (button === vscode.QuickInputButtons.Back ? resolve({ kind: 'back' }) : undefined)));
			owned.add(box.onDidHide(() => resolve({ kind: 'end' })));
			box.show();
		});
	} finally {
		owned.dispose();
	}
}
