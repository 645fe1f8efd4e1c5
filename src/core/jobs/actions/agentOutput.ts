// Reads what an agent's command line prints as JSON: a record a line, or one object over many lines. Whatever else it prints is passed by.
import { type AgentSaid, type AgentTool, fieldsOf } from './agentTools';

/** Longest text that is held to be read as JSON. */
const LONGEST = 8 * 1024 * 1024;

export class AgentOutput {
	readonly #tool: Pick<AgentTool, 'read'>;
	readonly #said: AgentSaid = {};
	#parts: Buffer[] = [];
	#length = 0;
	/** An object begun on an earlier line. */
	#object: string[] = [];
	#objectLength = 0;

	constructor(tool: Pick<AgentTool, 'read'>) {
		this.#tool = tool;
	}

	push(bytes: Buffer): void {
		let rest = bytes;
		for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
			this.#keep(rest.subarray(0, end));
			this.#line();
			rest = rest.subarray(end + 1);
		}
		this.#keep(rest);
	}

	/** There is no more: what it said in all. */
	end(): AgentSaid {
		this.#line();
		return this.#said;
	}

	#keep(bytes: Buffer): void {
		if (bytes.length === 0 || this.#length + bytes.length > LONGEST) return;
		this.#parts.push(bytes);
		this.#length += bytes.length;
	}

	#line(): void {
		const line = Buffer.concat(this.#parts).toString();
		this.#parts = [];
		this.#length = 0;
		const text = line.trimEnd();
		if (this.#object.length === 0) {
			if (!text.trimStart().startsWith('{') || this.#take(text)) return;
			this.#begin(text);
			return;
		}
		if (this.#objectLength + text.length > LONGEST) {
			this.#object = [];
			return;
		}
		this.#object.push(text);
		this.#objectLength += text.length;
		// Only a brace in the first column ends an object that is printed over many lines.
		if (text.startsWith('}') && this.#take(this.#object.join('\n'))) this.#object = [];
	}

	#begin(text: string): void {
		this.#object = [text];
		this.#objectLength = text.length;
	}

	/** True where it was a record. */
	#take(text: string): boolean {
		let record: unknown;
		try {
			record = JSON.parse(text);
		} catch {
			return false;
		}
		const fields = fieldsOf(record);
		if (fields === undefined) return false;
		const { session, text: said, failed } = this.#tool.read(fields);
		this.#said.session ??= session;
		if (said !== undefined) this.#said.text = said;
		if (failed !== undefined) this.#said.failed = failed;
		return true;
	}
}
