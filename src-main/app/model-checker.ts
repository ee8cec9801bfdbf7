import { createEnginePool, type ForkEngine } from '../engine/client/index.ts';
import type { ModelChecker, ModelOperations, ProbeResult, TakenModel, WithChecker } from '../models/index.ts';
import { engineProcessUrl } from './entries.ts';

/** A verdict takes no longer than this, whatever the file is. */
const deadlineMs = 10_000;

/** An engine process for each use, which nobody else works in: what it is given to look at may end it. */
export function modelCheckers(options: { fork: ForkEngine; memoryCapBytes: number }): WithChecker {
  return async (use) => {
    const pool = createEnginePool({ ...options, entryUrl: engineProcessUrl, size: 1 });
    pool.start();
    try {
      const engine = await pool.ready();
      const checker: ModelChecker = {
        take: (request) => engine.call<TakenModel>('model.take', request, { deadlineMs }),
        probe: (request) => engine.call<ProbeResult>('model.probe', request, { deadlineMs }),
        inspect: (path) =>
          engine.call<ModelOperations['model.inspect']['result']>('model.inspect', { path }, { deadlineMs }),
      };
      return await use(checker);
    } finally {
      await pool.stop();
    }
  };
}
