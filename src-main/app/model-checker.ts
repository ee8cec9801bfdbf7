import { createEnginePool, type ForkEngine } from '../engine/client/index.ts';
import type { ModelChecker, ProbeResult, TakenModel, WithChecker } from '../models/index.ts';
import { engineProcessUrl } from './entries.ts';

/** All looking at a model takes no longer than this, whatever it is. */
const verdictMs = 10_000;

/** An engine process for each use, which nobody else works in: what it is given to look at may end it. */
export function modelCheckers({
  fork,
  memoryCapBytes,
}: {
  fork: ForkEngine;
  memoryCapBytes: number;
}): WithChecker {
  return async (use) => {
    const pool = createEnginePool({ fork, memoryCapBytes, entryUrl: engineProcessUrl, size: 1 });
    pool.start();
    try {
      const engine = await pool.ready();
      const untilMs = performance.now() + verdictMs;
      const left = () => ({ deadlineMs: Math.max(1, untilMs - performance.now()) });
      const checker: ModelChecker = {
        take: (request) => engine.call<TakenModel>('model.take', request, left()),
        probe: (request) => engine.call<ProbeResult>('model.probe', request, left()),
      };
      return await use(checker);
    } finally {
      await pool.stop();
    }
  };
}
