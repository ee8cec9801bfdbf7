export type { JobLeases, RunEnd } from './leases.ts';
export type { RunContext, RunJob, RunOutcome } from './run.ts';
export { createScheduler, type JobChange, type Scheduler, type SchedulerOptions } from './scheduler.ts';
export { systemTimers, type Timers } from './timers.ts';
