// A form's fields: a label, a native control, a hint, and what is wrong with it, tied together for ears.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../parts/icon';

export interface FieldText {
	id: string;
	label: string;
	hint?: string;
	problem?: string | undefined;
}

export interface TextOptions {
	placeholder?: string;
	/** In the editor's font. */
	code?: boolean;
	/** Id of a datalist. */
	list?: string;
	/** Lines of a text area; a single-line input where absent. */
	rows?: number;
}

/** A line or an area of text; `set` is called with every letter. */
export function textField(text: FieldText, value: string, set: (value: string) => void, options: TextOptions = {}): TemplateResult {
	const { placeholder = '', code = false, list, rows } = options;
	const typed = (event: Event) => set((event.target as HTMLInputElement | HTMLTextAreaElement).value);
	const look = code ? 'code' : '';
	return field(
		text,
		rows === undefined
			? html`<input type="text" id=${text.id} class=${look} spellcheck="false" autocomplete="off" placeholder=${placeholder} list=${list ?? nothing}
				aria-invalid=${text.problem !== undefined} aria-describedby=${`${text.id}-about`} .value=${value} @input=${typed} />`
			: html`<textarea id=${text.id} class=${look} rows=${rows} spellcheck="false" placeholder=${placeholder}
				aria-invalid=${text.problem !== undefined} aria-describedby=${`${text.id}-about`} .value=${value} @input=${typed}></textarea>`,
	);
}

/** One of a few. */
export function pickField<Value extends string>(
	text: FieldText,
	value: Value,
	options: readonly { value: Value; label: string }[],
	set: (value: Value) => void,
): TemplateResult {
	const picked = (event: Event) => {
		const found = options.find(option => option.value === (event.target as HTMLSelectElement).value);
		if (found !== undefined) set(found.value);
	};
	return field(
		text,
		html`<select id=${text.id} aria-invalid=${text.problem !== undefined} aria-describedby=${`${text.id}-about`} @change=${picked}>
			${options.map(option => html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`)}
		</select>`,
	);
}

export function checkField({ id, label, hint }: FieldText, value: boolean, set: (value: boolean) => void): TemplateResult {
	return html`<div class="field check">
		<label for=${id}><input type="checkbox" id=${id} .checked=${value} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} /> ${label}</label>
		${hint === undefined ? nothing : html`<p class="hint quiet">${hint}</p>`}
	</div>`;
}

function field({ id, label, hint, problem }: FieldText, control: TemplateResult): TemplateResult {
	return html`<div class="field">
		<label for=${id}>${label}</label>
		${control}
		<div id=${`${id}-about`}>
			${problem === undefined ? nothing : html`<p class="bad problem">${icon('error')} ${problem}</p>`}
			${hint === undefined ? nothing : html`<p class="hint quiet">${hint}</p>`}
		</div>
	</div>`;
}
