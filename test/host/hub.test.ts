// The hub that the window started, asked by another client: its totals are those of the logs, to the token.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HubApi, HubConnection } from '../../src/client/port';
import { given } from './given';
import { connect, settled } from './hub';

describe('the hub of a window', () => {
	let connection: HubConnection;
	let hub: HubApi;

	before(async () => {
		connection = connect();
		hub = await connection.api();
		await settled(hub);
	});
	after(() => connection.dispose());

	it('is a process of its own', async () => {
		const info = await hub.hub.info();
		assert.equal(info.mode, 'process');
		assert.notEqual(info.pid, process.pid);
		assert.deepEqual(info.store_notes, []);
	});

	it('counts every call of the three tools, to the token', async () => {
		const rows = await hub.usage.rows({});
		const found: Record<string, number[]> = {};
		for (const row of rows) {
			add(found, `${row.source} ${row.model}`, [
				row.requests,
				row.input_tokens,
				row.output_tokens,
				row.cache_read_tokens,
				row.cache_write_tokens,
			]);
		}
		const wanted: Record<string, number[]> = {};
		for (const call of given().calls) {
			add(wanted, `${call.tool} ${call.model}`, [1, call.input, call.output, call.cacheRead, call.cacheWrite]);
		}
		assert.deepEqual(sorted(found), sorted(wanted));
	});

	it('is read anew, restarted and shown by the commands', async () => {
		const { pid } = await hub.hub.info();
		await vscode.commands.executeCommand('missionControl.refreshUsage');
		await vscode.commands.executeCommand('missionControl.showSources');
		await vscode.commands.executeCommand('missionControl.showLog');
		await vscode.commands.executeCommand('missionControl.restartHub');
		hub = await connection.api();
		for (let tries = 0; tries < 100 && (await hub.hub.info().catch(() => undefined))?.pid === pid; tries++) {
			await new Promise(resolve => setTimeout(resolve, 100));
			hub = await connection.api();
		}
		assert.notEqual((await hub.hub.info()).pid, pid);
		await settled(hub);
	});

	it('answers the budget status in the promised shape, and obeys a changed setting', async () => {
		const status = await hub.budget.status();
		assert.deepEqual(Object.keys(status.daily).sort(), ['limit', 'percent', 'remaining', 'used']);
		assert.deepEqual(Object.keys(status.monthly).sort(), ['limit', 'percent', 'remaining', 'used', 'warning']);
		assert.equal(status.daily.limit, 5);
		assert.equal(status.monthly.limit, 200);
		assert.ok(status.daily.used > 2.5 && status.daily.used < 3.7, `used: ${status.daily.used}`);
		const settings = vscode.workspace.getConfiguration('missionControl');
		await settings.update('budget.daily', 8, vscode.ConfigurationTarget.Global);
		for (let tries = 0; tries < 100 && (await hub.budget.status()).daily.limit !== 8; tries++)
			await new Promise(resolve => setTimeout(resolve, 100));
		assert.equal((await hub.budget.status()).daily.limit, 8);
		await settings.update('budget.daily', undefined, vscode.ConfigurationTarget.Global);
		for (let tries = 0; tries < 100 && (await hub.budget.status()).daily.limit !== 5; tries++)
			await new Promise(resolve => setTimeout(resolve, 100));
		assert.equal((await hub.budget.status()).daily.limit, 5);
	});
});

function add(sums: Record<string, number[]>, key: string, numbers: readonly number[]): void {
	const sum = sums[key] ?? numbers.map(() => 0);
	sums[key] = sum.map((value, index) => value + (numbers[index] ?? 0));
}

const sorted = (sums: Record<string, number[]>) => Object.entries(sums).sort(([a], [b]) => a.localeCompare(b));
