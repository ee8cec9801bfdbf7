import { randomUUID } from 'node:crypto';
import { openTableBlocks, type ScoringSession } from '../batch/worker/index.ts';
import type { CompareWork, ModelFile } from '../compare/worker/index.ts';

/** What a comparison works with in its engine process. Its models are loaded beside those that others use. */
export function compareWork(
  sessions: {
    load(source: ModelFile & { key: string }): Promise<unknown>;
    unload(key: string): Promise<void>;
  },
  session: (key: string) => ScoringSession,
): CompareWork {
  return {
    async open(file) {
      const key = `comparison ${randomUUID()}`;
      await sessions.load({ key, ...file });
      return { session: session(key), close: () => sessions.unload(key) };
    },
    openTable: openTableBlocks,
  };
}
