import { createEnginePool, type EnginePool, type ForkEngine } from '../engine/client/index.ts';
import { failed } from '../contract/failure.ts';
import type { ModelChecker, ProbeResult, TakenModel, WithChecker } from '../models/index.ts';
import { engineProcessUrl } from './entries.ts';

/** All looking at a model takes no longer than this, whatever it is. */
const verdictMs = 10_000;

export interface ModelCheckers {
  withChecker: WithChecker;
  /** Ends what is being looked at, and looks at nothing more. */
  stop(): Promise<void>;
}

/** An engine process for each use, which nobody else works in: what it is given to look at may end it. */
export function modelCheckers(options: { fork: ForkEngine; memoryCapBytes: number }): ModelCheckers {
  const { fork, memoryCapBytes } = options;
  const pools = new Set<EnginePool>();
  let stopped = false;
  return {
    async withChecker(use) {
      if (stopped) throw failed('CLOSED', 'Foredeck is closing.');
      const pool = createEnginePool({ fork, memoryCapBytes, entryUrl: engineProcessUrl, size: 1 });
      pools.add(pool);
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
        pools.delete(pool);
      }
    },
    async stop() {
      stopped = true;
      await Promise.all([...pools].map((pool) => pool.stop()));
    },
  };
}
