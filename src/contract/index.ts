// Every question, order and event, once. The only barrel of the project.
import { budgetContract } from './budget';
import { collectContract } from './collect';
import { eventsContract } from './events';
import { hubContract } from './hub';
import { jobsContract } from './jobs';
import { storeContract } from './store';
import { usageContract } from './usage';

export const contract = {
	usage: usageContract,
	budget: budgetContract,
	collect: collectContract,
	events: eventsContract,
	hub: hubContract,
	jobs: jobsContract,
	store: storeContract,
};

export type Contract = typeof contract;

export * from './budget';
export * from './collect';
export * from './events';
export * from './hub';
export * from './jobNotices';
export * from './jobs';
export * from './jobsWindow';
export * from './store';
export * from './usage';
