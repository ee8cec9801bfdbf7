import type { EnginePool } from '../engine/client/index.ts';
import { type RegisteredModel, type SessionHost, warmUpTensors } from '../models/index.ts';

/** The engine processes as the residency of models knows them. */
export function sessionHost(engines: EnginePool): SessionHost<RegisteredModel> {
  return {
    async load(key, { card, modelPath }, { instances, provider }) {
      const source = { key, modelPath, sha256: card.sha256, provider, warmUp: warmUpTensors(card) };
      // A command that only looks starts them when there is something to load after all.
      engines.start();
      const sessions = await engines.loadSession(source, { instances });
      return {
        memoryBytes: sessions.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
        provider: sessions.every((session) => session.provider === 'webgpu') ? 'webgpu' : 'cpu',
        note: sessions.find(({ note }) => note !== null)?.note ?? null,
      };
    },
    unload: (key) => engines.unloadSession(key),
    holders: (key) => engines.holders(key).length,
  };
}
