// The secrets of HTTP jobs: kept by VS Code's secret storage and nowhere else; which there are is remembered by name.
import * as vscode from 'vscode';
import type { HubConnection } from '../../client/port';
import { canNameSecret } from '../../contract/secretNames';
import { askText, choose } from '../ask';
import { originOf, type SecretId, type SecretNeed, secretKey, secretNeeds, secretProblem } from '../view/jobSecret';

/** Names and places, never values: a secret storage cannot be listed. */
const KNOWN = 'missionControl.jobSecrets';

export interface JobSecrets {
	/** Undefined where none is kept. */
	get(id: SecretId): Promise<string | undefined>;
	set(id: SecretId, value: string): Promise<void>;
	delete(id: SecretId): Promise<void>;
	known(): SecretId[];
}

export function jobSecrets(storage: vscode.SecretStorage, memory: vscode.Memento): JobSecrets {
	const known = () => memory.get<SecretId[]>(KNOWN, []);
	const others = (id: SecretId) => known().filter(each => secretKey(each) !== secretKey(id));
	return {
		get: async id => await storage.get(secretKey(id)),
		async set({ name, origin }, value) {
			await storage.store(secretKey({ name, origin }), value);
			await memory.update(KNOWN, [...others({ name, origin }), { name, origin }]);
		},
		async delete(id) {
			await storage.delete(secretKey(id));
			await memory.update(KNOWN, others(id));
		},
		known,
	};
}

export async function setJobSecret(hub: HubConnection, secrets: JobSecrets): Promise<void> {
	const title = 'Mission Control: Set Job Secret';
	const known = new Set(secrets.known().map(secretKey));
	const needs = secretNeeds(await (await hub.api()).jobs.list());
	const id = needs.length === 0 ? await typedId(title) : await pickedId(title, needs, known);
	if (id === undefined) return;
	const value = await askText({
		title,
		prompt: `“${id.name}” for ${id.origin}. VS Code keeps it; it is sent nowhere else and shown nowhere.`,
		password: true,
		validateInput: secretProblem,
	});
	if (value === undefined) return;
	await secrets.set(id, value.trim());
	vscode.window.setStatusBarMessage(`$(key) Secret “${id.name}” is set for ${id.origin}`, 5000);
}

export async function deleteJobSecret(secrets: JobSecrets): Promise<void> {
	const choices = secrets.known().map(id => ({ label: `$(key) ${id.name}`, description: id.origin, id }));
	if (choices.length === 0) {
		vscode.window.setStatusBarMessage('$(info) No job secret is set', 4000);
		return;
	}
	const options = { title: 'Mission Control: Delete Job Secret', placeHolder: 'Which secret? Jobs that name it will fail.' };
	const chosen = await choose(choices, options);
	if (chosen === undefined) return;
	await secrets.delete(chosen.id);
	vscode.window.setStatusBarMessage(`$(trash) Secret “${chosen.id.name}” for ${chosen.id.origin} is deleted`, 5000);
}

/** Of those that jobs name, the ones that are not set first; or another. */
async function pickedId(title: string, needs: readonly SecretNeed[], known: ReadonlySet<string>): Promise<SecretId | undefined> {
	const choices = needs
		.map(need => ({ need, isSet: known.has(secretKey(need)) }))
		.sort((a, b) => Number(a.isSet) - Number(b.isSet))
		.map(({ need, isSet }) => ({
			label: `$(key) ${need.name}`,
			description: `${need.origin} · ${isSet ? 'set' : 'not set'}`,
			detail: need.jobs.join(', '),
			need,
		}));
	const other = { label: '$(add) Another…', need: undefined };
	const chosen = await choose([...choices, other], { title, placeHolder: 'Which secret?', matchOnDetail: true });
	return chosen === undefined ? undefined : (chosen.need ?? (await typedId(title)));
}

async function typedId(title: string): Promise<SecretId | undefined> {
	const name = await askText({
		title,
		prompt: 'Its name. A header of an HTTP job takes it as ${secret:NAME}.',
		placeHolder: 'github',
		validateInput: text => (canNameSecret(text) ? undefined : 'Letters, digits, “.”, “_” and “-”; at most 64.'),
	});
	if (name === undefined) return undefined;
	const address = await askText({
		title,
		prompt: 'The one address it may be sent to.',
		placeHolder: 'https://api.example.com',
		validateInput: text => (originOf(text) === undefined ? 'Type an address that starts with https:// or http://.' : undefined),
	});
	const origin = address === undefined ? undefined : originOf(address);
	return origin === undefined ? undefined : { name, origin };
}
