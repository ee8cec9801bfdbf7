import type { JobLeases } from '../schedule/index.ts';
import type { JobArchive } from '../services/jobs.ts';
import type { Store } from '../store/index.ts';

/** The store as the scheduler knows it. */
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

/** The store as the jobs service knows it. */
export function jobArchive(store: Store, nowMs: () => number): JobArchive {
  return {
    get: (id) => store.call('jobs.get', { id }),
    list: (limit) => store.call('jobs.list', { limit }),
    knowsPath: (path) => store.call('jobs.knowsPath', { path }),
    result: (id) => store.call('jobs.result', { id }),
    rejectedPage: (id, offset, limit) => store.call('rejected.page', { id, offset, limit }),
    recallMapping: (shape, modelName) => store.call('mappings.recall', { shape, modelName }),
    rememberMapping: (shape, modelName, use) =>
      store.call('mappings.remember', { shape, modelName, ...use, updatedMs: nowMs() }),
  };
}
