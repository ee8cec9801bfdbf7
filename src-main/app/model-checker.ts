import { failed } from '../contract/failure.ts';
import { createEnginePool, type EnginePool, type ForkEngine } from '../engine/client/index.ts';
import type { LookedAt, ModelChecker, ProbeResult, TakenModel, WithChecker } from '../models/index.ts';
import { engineProcessUrl } from './entries.ts';

/** All looking at a model takes no longer than this, whatever it is, unless the one who looks says otherwise. */
const verdictMs = 10_000;

export interface ModelCheckers {
  withChecker: WithChecker;
  /** Ends what is being looked at, and looks at nothing more. */
  stop(): Promise<void>;
}

/**
 * An engine process for each look at a model, which nobody else works in: what it is given to look at may end it, and
 * what one look has left in its memory is no burden of the next.
 */
export function modelCheckers(options: { fork: ForkEngine; memoryCapBytes: number }): ModelCheckers {
  const { fork, memoryCapBytes } = options;
  const pools = new Set<EnginePool>();
  let stopped = false;

  /** @param leftMs of the time for all looks at the same model */
  async function look<Result>(
    operation: string,
    request: unknown,
    leftMs: number,
    signal: AbortSignal,
  ): Promise<Result> {
    if (stopped) throw failed('CLOSED', 'Foredeck is closing.');
    const pool = createEnginePool({ fork, memoryCapBytes, entryUrl: engineProcessUrl, size: 1 });
    pools.add(pool);
    pool.start();
    try {
      const engine = await pool.ready(signal);
      const deadlineMs = Math.max(1, leftMs);
      return await engine.call<Result>(operation, request, { deadlineMs, signal });
    } finally {
      await pool.stop();
      pools.delete(pool);
    }
  }

  return {
    withChecker(use, signal, withinMs = verdictMs) {
      const startedMs = performance.now();
      const leftMs = (): number => withinMs - (performance.now() - startedMs);
      const checker: ModelChecker = {
        take: (request) => look<TakenModel>('model.take', request, leftMs(), signal),
        probe: (request) => look<ProbeResult>('model.probe', request, leftMs(), signal),
        look: (request) => look<LookedAt>('remote.look', request, leftMs(), signal),
      };
      return use(checker);
    },
    async stop() {
      stopped = true;
      await Promise.all([...pools].map((pool) => pool.stop()));
    },
  };
}
