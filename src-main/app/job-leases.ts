import type { JobLeases } from '../schedule/index.ts';
import type { Store } from '../store/index.ts';

/** The scheduler's jobs are kept in the store. */
export function jobLeases(store: Store): JobLeases {
  return {
    create: (args) => store.call('jobs.create', args),
    pause: (args) => store.call('jobs.pause', args),
    resume: (args) => store.call('jobs.resume', args),
    cancel: (args) => store.call('jobs.cancel', args),
    remove: (args) => store.call('jobs.remove', args),
    restore: (args) => store.call('jobs.restore', args),
    pauseQueue: (args) => store.call('queue.pause', args),
    lease: (args) => store.call('jobs.lease', args),
    nextDueMs: () => store.call('jobs.nextDue', {}),
    heartbeat: (args) => store.call('jobs.heartbeat', args),
    checkpoint: (args) => store.call('jobs.checkpoint', args),
    endRun: (args) => store.call('jobs.endRun', args),
    reclaim: (args) => store.call('jobs.reclaim', args),
  };
}
