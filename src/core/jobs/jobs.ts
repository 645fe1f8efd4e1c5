// The jobs: added, changed, removed, listed, and the product's own among them.
import type { Jobs, JobsParts } from './ports';

export declare function createJobs(parts: JobsParts): Jobs;
