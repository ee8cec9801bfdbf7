import { type Failure, FailureError, failed, toFailure } from '../../contract/failure.ts';
import type { TreeEnsemble } from '../../domain/tree-ensemble.ts';
import { isSameSource, type SessionSource } from '../session-calls.ts';
import type { LoadedSession } from './loaded-session.ts';
import { openSession } from './open-session.ts';
import { isRemoteFile } from '../../domain/remote-model.ts';
import { openRemoteSession } from './remote/remote-session.ts';
import { startRuntime } from './start-runtime.ts';
import { withTreeKernel } from './trees/tree-session.ts';
import { warmUp } from './warm-up.ts';

export interface Sessions {
  /**
   * Loads a model, or answers the session that stands under the key for the same file and sha256.
   * @throws MODEL_NOT_FOUND, or MODEL_INVALID when the file is not the expected one, cannot be read by the runtime
   * or has inputs or outputs that are not tensors.
   */
  load(source: SessionSource): Promise<LoadedSession>;
  unload(key: string): Promise<void>;
  /** @throws what made its load fail, or MODEL_NOT_FOUND when it was never asked for. */
  get(key: string): LoadedSession;
}

interface Entry {
  source: SessionSource;
  loading: Promise<LoadedSession>;
  session: LoadedSession | null;
  failure: Failure | null;
  release: () => Promise<void>;
}

/** Reads the trees of a model file that is trees and nothing else; null for every other one. */
export type ReadTrees = (modelPath: string) => TreeEnsemble | null;

/** @param readTrees left out, every model runs in onnxruntime alone. */
export function createSessions(readTrees: ReadTrees = () => null): Sessions {
  const entries = new Map<string, Entry>();

  async function unload(key: string): Promise<void> {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    await entry.loading.catch(() => {});
    await entry.release();
  }

  return {
    async load(source) {
      const present = entries.get(source.key);
      if (present && !present.failure && isSameSource(present.source, source)) return present.loading;
      const entry: Entry = {
        source,
        session: null,
        failure: null,
        release: async () => {},
        loading: unload(source.key).then(async () => {
          try {
            if (isRemoteFile(source.modelPath)) {
              const { session: remote, release: end } = await openRemoteSession(source);
              entry.release = end;
              entry.session = remote;
              return remote;
            }
            await startRuntime();
            const rssBytes = process.memoryUsage.rss();
            const { session: opened, release } = await openSession(source);
            entry.release = release;
            const trees = opened.provider === 'cpu' ? readTrees(source.modelPath) : null;
            const session = trees ? await withTreeKernel(opened, trees) : opened;
            await warmUp(session, source.warmUp ?? []);
            const memoryBytes = Math.max(0, process.memoryUsage.rss() - rssBytes);
            entry.session = { ...session, memoryBytes };
            return entry.session;
          } catch (error) {
            entry.failure = toFailure(error);
            throw error;
          }
        }),
      };
      entries.set(source.key, entry);
      return entry.loading;
    },
    unload,
    get(key) {
      const entry = entries.get(key);
      if (entry?.session) return entry.session;
      if (entry?.failure) throw new FailureError(entry.failure);
      throw failed(
        'MODEL_NOT_FOUND',
        `No session "${key}" is loaded in this engine process. Load the model first.`,
      );
    },
  };
}
