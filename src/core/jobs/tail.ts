// The last part of a run's output, as it grows.

export const MOST_OUTPUT = 262_144;

export class Tail {
	#parts: string[] = [];
	#length = 0;
	#cut = false;

	push(text: string): void {
		this.#parts.push(text);
		this.#length += text.length;
		if (this.#length > 2 * MOST_OUTPUT || this.#parts.length > 4096) this.#fold();
	}

	read(): { text: string; cut: boolean } {
		this.#fold();
		return { text: this.#parts[0] ?? '', cut: this.#cut };
	}

	#fold(): void {
		let text = this.#parts.join('');
		if (text.length > MOST_OUTPUT) {
			text = text.slice(-MOST_OUTPUT).replace(/^[\uDC00-\uDFFF]/, ''); // never half a character
			this.#cut = true;
		}
		this.#parts = [text];
		this.#length = text.length;
	}
}
