export type { JobLeases } from './leases.ts';
export type { RunContext, RunJob, RunOutcome } from './run.ts';
export { createScheduler, type JobChange, type Scheduler } from './scheduler.ts';
