// The product's own recurring work, as jobs like all others.
import { type Action, DEFAULT_POLICIES, type Policies, type Schedule } from '../../contract';

export interface SystemJob {
	/** Its name in `task_key`. */
	key: string;
	name: string;
	schedule: Schedule;
	action: Extract<Action, { kind: 'system' }>;
	policies: Policies;
}

/** They are never given up: after errors they come at most every hour. */
const POLICIES: Policies = { ...DEFAULT_POLICIES, disableAfter: 0 };

/** In the zone they are made in. */
export const systemJobs = (zone: string): SystemJob[] => [
	{
		key: 'system.collect',
		name: 'Collect usage',
		schedule: { kind: 'interval', seconds: 300 },
		action: { kind: 'system', task: 'collect' },
		policies: POLICIES,
	},
	{
		key: 'system.prune',
		name: 'Prune history',
		schedule: { kind: 'cron', expression: '15 3 * * *', zone },
		action: { kind: 'system', task: 'prune' },
		policies: POLICIES,
	},
	{
		key: 'system.backup',
		name: 'Daily backup',
		schedule: { kind: 'cron', expression: '45 3 * * *', zone },
		action: { kind: 'system', task: 'backup' },
		policies: POLICIES,
	},
];
