import { z } from 'zod';
import { failed } from '../contract/failure.ts';
import type { RegistryNotes } from '../models/index.ts';
import type { JobLeases } from '../schedule/index.ts';
import type { PredictionArchive } from '../services/history.ts';
import type { JobArchive } from '../services/jobs.ts';
import type { TokenArchive } from '../services/tokens.ts';
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

/** Predictions are kept so long, and so many of them. */
const kept = { ms: 30 * 24 * 60 * 60_000, count: 50_000, sizeBytes: 64e6 };

/** The store as the history knows it. */
export function predictionArchive(store: Store, nowMs: () => number): PredictionArchive {
  const sinceMs = (): number => nowMs() - kept.ms;
  return {
    add: (predictions) =>
      store.call('predictions.add', { predictions, keep: { ...kept, sinceMs: sinceMs() } }),
    list: (query) => store.call('predictions.list', { ...query, sinceMs: sinceMs() }),
    replayable: (name, limit) => store.call('predictions.replayable', { name, limit, sinceMs: sinceMs() }),
    async forget(which) {
      let forgotten = 0;
      // In pieces, as others wait for the store meanwhile.
      for (let some = 1; some > 0; forgotten += some) some = await store.call('predictions.forget', which);
      return forgotten;
    },
  };
}

/** The store as the tokens know it. */
export function tokenArchive(store: Store, nowMs: () => number): TokenArchive {
  return {
    list: () => store.call('tokens.list', {}),
    add: (token) => store.call('tokens.add', { token }),
    rename: (id, name) => store.call('tokens.rename', { id, name }),
    revoke: (id) => store.call('tokens.revoke', { id, nowMs: nowMs() }),
    restore: (id) => store.call('tokens.restore', { id }),
    clear: () => store.call('tokens.clear', {}),
    noteUsed: (uses) => store.call('tokens.used', { uses }),
  };
}

/** One text that is there again at the next start. */
export interface Kept {
  /** Null when it was never remembered. */
  recall(): Promise<string | null>;
  remember(text: string): Promise<void>;
}

/** A place in the store for a setting of the product; `console.*` is the page's own, see {@link consoleNotes}. */
export function keptText(store: Store, key: 'models.budget' | 'network.offline' | 'server'): Kept {
  return {
    recall: () => store.call('settings.recall', { key }),
    remember: (value) => store.call('settings.remember', { key, value }),
  };
}

/** What a page keeps, apart from the product's own settings, which it must not reach. */
export function consoleNotes(store: Store) {
  return {
    recall: (key: string): Promise<string | null> => store.call('settings.recall', { key: `console.${key}` }),
    remember: (key: string, value: string): Promise<void> =>
      store.call('settings.remember', { key: `console.${key}`, value }),
  };
}

/** What the models may take, as it was last set; null when it never was. */
export async function recallBudget(store: Store): Promise<{ budgetBytes: number; idleMs: number } | null> {
  const kept = await keptText(store, 'models.budget').recall();
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
  return keptText(store, 'models.budget').remember(JSON.stringify({ budgetBytes, idleMs }));
}
