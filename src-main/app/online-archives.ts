import type { PredictionArchive } from '../services/history.ts';
import type { TokenArchive } from '../services/tokens.ts';
import type { Store } from '../store/index.ts';

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

/** What is kept of the local server, as text. */
export function serverNotes(store: Store): {
  recall(): Promise<string | null>;
  remember(text: string): Promise<void>;
} {
  const key = 'server';
  return {
    recall: () => store.call('settings.recall', { key }),
    remember: (value) => store.call('settings.remember', { key, value }),
  };
}
