// The hub itself: store, settings, prices, collectors, budget and events, wired to the contract's router.
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { isoInstant } from '../base/clock';
import { dayIn, machineZone } from '../base/day';
import { Disposables } from '../base/disposable';
import { AppError } from '../base/errors';
import type { HubEvent, HubInfo, HubSettings } from '../contract';
import type { HubApi } from '../contract/caller';
import { standInFolder } from '../contract/place';
import { PROTOCOL, type Role } from '../contract/rendezvous';
import { createBudget } from '../core/budget/budget';
import { createScanner } from '../core/collect/scan';
import { countUnread, listSources } from '../core/collect/sources';
import { createClaudeCollector } from '../core/collect/sources/claude';
import { createCodexCollector } from '../core/collect/sources/codex';
import { createOpenClawCollector } from '../core/collect/sources/openclaw';
import { watchLogs } from '../core/collect/watch';
import { createRunFiles } from '../core/jobs/actions/leftBehind';
import { createRunAction } from '../core/jobs/actions/runAction';
import { endProcess, isAlive } from '../core/jobs/orphan';
import { createPriceList, priceMark } from '../core/pricing/priceList';
import { createSettings } from '../core/settings/settings';
import { createUsage } from '../core/usage/queries';
import { createRecorder } from '../core/usage/record';
import { examineHere } from '../storage/examine';
import { openStore, STORE_FOLDER } from '../storage/open';
import { rpcOver } from './doors/rpc';
import { createBroadcaster } from './events';
import { every } from './every';
import { createJobsDesk } from './jobsDesk';
import type { Hub, Term } from './lifetime';
import { createLive } from './live';
import { logPath } from './logFile';
import type { Machine } from './machine';
import { type ObservedStore, observeStore } from './observedStore';
import { createRestore } from './restoring';
import { createRouter } from './router';
import type { Standing } from './standing';
import type { StartOptions } from './startOptions';
import { createStoreDesk } from './storeDesk';

/** How often an observer looks whether the owner has saved something. ms */
const LOOK_EVERY = 30_000;

/** The hub, and the contract without a door for those who live in its process. */
export interface AppHub extends Hub {
	caller(role: Role): HubApi;
}

/** Opens the store and wires everything; nothing is read before `start`. */
export async function createHub(
	machine: Machine,
	options: StartOptions,
	term: Term,
	standing: Standing = { kind: 'owner' },
): Promise<AppHub> {
	const { clock } = machine;
	const { folder, home, log } = options;
	const startedAt = isoInstant(clock.now());
	const owned = new Disposables();
	const storing = { folder, wasm: machine.wasm, clock, log, epoch: () => term.epoch, fence: term.fence };
	const observed = standing.kind === 'observer' ? await observeStore(storing, standing.host, () => zone()) : undefined;
	const store = observed ?? (await openStore({ ...storing, ...(standing.kind === 'memory' && { blocked: standing.why }) }));
	if (standing.kind === 'owner' && standing.notice !== undefined) {
		store.note(standing.notice);
		log.warn(standing.notice);
	}
	const settings = createSettings(store, clock);
	const zone = () => options.zone ?? (settings.current.zone || machineZone());
	const prices = () => ({ overrides: settings.current.prices, costMode: settings.current.costMode });
	const recorder = createRecorder({ store, price: createPriceList(prices()), priceMark: priceMark(prices()), zone: zone(), clock });
	const events = createBroadcaster();
	const collectors = [createClaudeCollector(clock), createCodexCollector(), createOpenClawCollector({ wasm: machine.wasm, log })];
	const scanner = createScanner({
		store,
		recorder,
		collectors,
		places: name => ({
			home,
			env: options.useEnv ? machine.env : {},
			platform: machine.platform,
			extraRoots: settings.current.extraRoots[name] ?? [],
		}),
		clock,
		log,
	});
	// What is only shown is as old as it was saved, however often the logs are looked at.
	const scannedAt = () => (store.mode === 'read-only' ? 0 : Math.max(0, ...collectors.map(({ name }) => scanner.standing(name).scannedAt)));
	const usage = createUsage({ store, clock, zone, scannedAt, reading: () => scanner.progress().running });
	const budget = createBudget({ store, clock, zone, settings: () => settings.current, usage, scanning: () => scanner.progress().running });
	const today = () => dayIn(zone())(clock.now());
	const sources = () => listSources({ store, scanner, collectors, today });
	let unread = 0;
	const meter = () => {
		const notice = store.mode === 'disk' ? undefined : store.notes[0];
		return {
			...budget.meter({
				scanning: scanner.progress().running,
				// What was read stays when a tool and its logs are gone.
				anySource:
					observed !== undefined ||
					!usage.isEmpty() ||
					collectors.some(({ name }) => scanner.standing(name).roots.some(root => root.found)),
			}),
			...(notice !== undefined && { notice }),
			...(unread > 0 && { unread }),
		};
	};
	// Once, before anything is read: calls that were recorded in another zone or with other prices.
	let settling: Promise<void> | undefined;
	const settled = () => {
		settling ??= recorder.settle().catch(error => {
			settling = undefined; // the next scan tries again
			throw error;
		});
		return settling;
	};
	/** Who only observes reads no logs: the owner does that. */
	const look = async (observed: ObservedStore) => {
		if (await observed.reload()) settings.reread();
		return { events: 0, files: 0 };
	};
	const live = owned.add(
		createLive({
			clock,
			log,
			send: event => events.send(event),
			scan: async touched => {
				if (observed) return await look(observed);
				try {
					await settled();
					const result = await scanner.scan(undefined, touched);
					unread = countUnread({ scanner, collectors });
					desk.scanned();
					return result;
				} catch (error) {
					if (error instanceof AppError && error.code === 'FENCED') term.check();
					throw error;
				}
			},
			progress: () => scanner.progress(),
			sources,
			meter,
			drain: () => recorder.drain(),
			newAlerts: async () => (observed ? [] : await budget.check()),
			today,
		}),
	);

	const apply = async (changed: readonly (keyof HubSettings)[]) => {
		const did = (...names: (keyof HubSettings)[]) => names.some(name => changed.includes(name));
		if (did('zone')) await recorder.rezone(zone());
		if (did('prices', 'costMode')) await recorder.reprice(createPriceList(prices()), priceMark(prices()));
		if (did('extraRoots')) live.touched();
		await live.changed();
	};
	const info = (): HubInfo => ({
		version: machine.version,
		protocol: PROTOCOL,
		pid: process.pid,
		epoch: term.epoch,
		mode: options.mode,
		data: folder,
		home,
		log: logPath(standing.kind === 'memory' ? standInFolder(folder) : folder),
		started_at: startedAt,
		store_notes: [...store.notes],
	});
	const spool = join(folder, 'runs');
	const desk = createJobsDesk({
		store,
		folder,
		clock,
		log,
		epoch: term.epoch,
		fence: term.fence,
		fenced: () => term.check(),
		send: event => events.send(event),
		meter,
		home: machine.home,
		zone,
		isRead: source => collectors.some(({ name }) => name === source),
		touched: () => live.touched(),
		refresh: () => live.refresh(),
		actions: hands =>
			createRunAction({
				...hands,
				clock,
				log,
				env: machine.env,
				home: machine.home,
				platform: machine.platform,
				spool,
				fetch: globalThis.fetch,
			}),
		files: createRunFiles({ env: machine.env, home: machine.home, spool }),
		isAlive: process => isAlive(process, machine.platform),
		endProcess: process => endProcess(clock, process, machine.platform),
	});
	const examine = machine.examine ?? examineHere(machine.wasm);
	const storeFolder = join(folder, STORE_FOLDER);
	const storeDesk = owned.add(
		createStoreDesk({ store, folder: storeFolder, clock, log, examine, zone, send: event => events.send(event) }),
	);
	let quieted: Promise<void> | undefined;
	/** Ends what writes by itself, once. */
	const quiet = () => (quieted ??= endWork());
	async function endWork(): Promise<void> {
		owned.dispose();
		await desk.stop();
		scanner.dispose();
	}
	const restore = createRestore({
		store,
		folder: storeFolder,
		wasm: machine.wasm,
		clock,
		log,
		term,
		examine,
		busy: () => desk.subject.list().find(({ running, component }) => running !== null && component !== 'system')?.name,
		quiet,
	});
	/** What a window has to know that no other one has shown. */
	const unclaimed = (): HubEvent[] => (observed ? [] : [...budget.unclaimed().map(alertEvent), ...desk.unclaimed()]);
	const router = createRouter(
		{
			usage,
			budget: { ...budget, meter },
			collect: { sources, refresh: () => live.refresh(), progress: () => scanner.progress() },
			jobs: desk.subject,
			store: { status: () => storeDesk.status(), check: () => storeDesk.check(), backups: () => storeDesk.backups(), restore },
			watch: (signal, role) => {
				const first: HubEvent[] = [{ type: 'meter', meter: meter() }, ...(role === 'window' ? unclaimed() : [])];
				return events.watch([...first, { type: 'store', status: storeDesk.status() }], signal);
			},
			hub: {
				info,
				settings: () => settings.current,
				configure: async change => {
					await apply(await settings.change(change));
					return settings.current;
				},
				stop: whenIdle => {
					const later = whenIdle && desk.busy;
					term.stop(later ? 'a newer version takes over' : 'a client asked for it', later);
					return !later;
				},
			},
		},
		log,
	);
	const attach = rpcOver(router);
	await desk.restoreLost();

	return {
		attach,
		caller: role => createRouterClient(router, { context: { role } }),
		get keepRunning() {
			return settings.current.keepRunning;
		},
		get busy() {
			return desk.busy;
		},
		start() {
			if (!options.background) return;
			if (observed) {
				owned.add(every(clock, LOOK_EVERY, () => observed.stale && live.touched()));
				return;
			}
			// Before the logs are read: what is due does not wait for a first scan of gigabytes.
			desk.start().catch(error => owned.ended || log.error('Jobs could not be started', error));
			const fail = (error: unknown) => owned.ended || log.error('The first reading of the logs failed', error);
			live
				.refresh()
				.catch(fail)
				.then(() => {
					if (owned.ended) return;
					machine.warm?.();
					// Only now is it known which folders there are; and what changed in them meanwhile nobody has seen.
					owned.add(watchLogs({ clock, log, scanner, collectors, touched: paths => live.touched(paths) }));
					live.touched();
				});
		},
		async close() {
			await quiet();
			events.end();
			await store.close();
		},
	};
}

const alertEvent = (alert: Extract<HubEvent, { type: 'budget_alert' }>['alert']): HubEvent => ({
	type: 'budget_alert',
	level: alert.level,
	message: alert.message,
	alert,
});
