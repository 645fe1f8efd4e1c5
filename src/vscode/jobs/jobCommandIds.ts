// The ids of the job commands. They are registered at activation; what they do is read after it.

export const JOB_COMMAND_IDS = [
	'missionControl.addJob',
	'missionControl.editJob',
	'missionControl.runJobNow',
	'missionControl.enableJob',
	'missionControl.disableJob',
	'missionControl.deleteJob',
	'missionControl.showJobHistory',
	'missionControl.cancelRun',
	'missionControl.showRunOutput',
	'missionControl.showSystemJobs',
	'missionControl.setJobSecret',
	'missionControl.deleteJobSecret',
	'missionControl.reviewOffer',
] as const;

export type JobCommandId = (typeof JOB_COMMAND_IDS)[number];
