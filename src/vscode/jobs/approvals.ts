// What a person approved of a workspace's offers: the hash of exactly that content, and the job made of it.

export interface Approval {
	/** Of the offer, unique in its file. */
	name: string;
	/** SHA-256 of the approved content. */
	hash: string;
	/** Job id. */
	job: number;
	/** A later content for which the job was disabled already. */
	seen?: string;
	/** The job was enabled before that, and is again when the file has the approved content again. */
	rests?: boolean;
}

/** Where the approvals of a workspace folder are kept. */
export const approvalKey = (folder: string): string => `missionControl.approvedOffers:${folder}`;

/** What was kept, as far as it can be understood. */
export function approvalsOf(value: unknown): Approval[] {
	if (!Array.isArray(value)) return [];
	const fits = (given: unknown, kind: string) => given === undefined || typeof given === kind;
	return value.filter((each: unknown): each is Approval => {
		const { name, hash, job, seen, rests } = (each ?? {}) as Partial<Approval>;
		const whole = typeof name === 'string' && typeof hash === 'string' && typeof job === 'number';
		return whole && fits(seen, 'string') && fits(rests, 'boolean');
	});
}

/** `job`: whether the job made of it is still there. An approval counts for its own content and its own job only. */
export function offerState(hash: string, approval: Approval | undefined, job: boolean): 'new' | 'changed' | 'approved' {
	if (approval === undefined || !job) return 'new';
	return approval.hash === hash ? 'approved' : 'changed';
}
