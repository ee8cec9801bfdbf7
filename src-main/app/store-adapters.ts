import { z } from 'zod';
import { failed } from '../contract/failure.ts';
import type { RegistryNotes } from '../models/index.ts';
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

/** The store as the registry of models knows it. */
export function registryNotes(store: Store, nowMs: () => number): RegistryNotes {
  return {
    read: () => store.call('models.notes', {}),
    alias: (name, aliases) => store.call('models.alias', { name, aliases }),
    async remove(name, version) {
      const job = await store.call('models.remove', { name, version, nowMs: nowMs() });
      if (!job) return;
      throw failed(
        'MODEL_IN_USE',
        `job ${job.id} on ${job.inputName} needs ${name}@${version}; cancel it, or remove the model when it is done`,
      );
    },
    restore: (name, version) => store.call('models.restore', { name, version }),
    forget: (name, version) => store.call('models.forget', { name, version }),
    settings: (name, version, settings) => store.call('models.settings', { name, version, settings }),
  };
}

const budgetKey = 'models.budget';

/** What the models may take, as it was last set; null when it never was. */
export async function recallBudget(store: Store): Promise<{ budgetBytes: number; idleMs: number } | null> {
  const kept = await store.call('settings.recall', { key: budgetKey });
  try {
    return z.object({ budgetBytes: z.number(), idleMs: z.number() }).parse(JSON.parse(kept ?? ''));
  } catch {
    return null;
  }
}

export function rememberBudget(
  store: Store,
  { budgetBytes, idleMs }: { budgetBytes: number; idleMs: number },
): Promise<void> {
  const value = JSON.stringify({ budgetBytes, idleMs });
  return store.call('settings.remember', { key: budgetKey, value });
}
