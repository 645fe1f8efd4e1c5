// The loop that runs what is due: one timer, each slot claimed on disk before its work starts.
import type { Scheduler, SchedulerParts } from './ports';

export declare function createScheduler(parts: SchedulerParts): Scheduler;
