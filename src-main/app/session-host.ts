import { type FailureCode, toFailure } from '../contract/failure.ts';
import type { EnginePool } from '../engine/client/index.ts';
import { type LoadedModel, type RegisteredModel, type SessionHost, warmUpTensors } from '../models/index.ts';

const crashes: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'ENGINE_MEMORY',
]);

const crashedOnGpu = 'It runs on the processor, because WebGPU ended the engine process here.';

/** One for all: a kernel of our own counts only where every process has it. */
function kernelOf([
  first = 'onnxruntime',
  ...others
]: readonly LoadedModel['kernel'][]): LoadedModel['kernel'] {
  return others.every((kernel) => kernel === first) ? first : 'onnxruntime';
}

/** The engine processes as the residency of models knows them. */
export function sessionHost(engines: EnginePool): SessionHost<RegisteredModel> {
  /** Models that WebGPU could not take, by key. */
  const keptOffGpu = new Set<string>();

  function loadedAs(key: string): LoadedModel {
    const sessions = engines.describeSession(key);
    const [first] = sessions;
    return {
      instanceBytes:
        sessions.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) / Math.max(1, sessions.length),
      provider: first && sessions.every(({ provider }) => provider === 'webgpu') ? 'webgpu' : 'cpu',
      kernel: kernelOf(sessions.map(({ kernel }) => kernel)),
      note: keptOffGpu.has(key) ? crashedOnGpu : (sessions.find(({ note }) => note !== null)?.note ?? null),
    };
  }

  return {
    capacity: engines.handles.length,
    async load(key, { card, modelPath }, { provider, instances, onHeld }) {
      const source = { key, modelPath, sha256: card.sha256, provider, warmUp: warmUpTensors(card) };
      // A command that only looks starts them when there is something to load after all.
      engines.start();
      // Whichever is up first takes it, if one is enough.
      await engines.ready();
      keptOffGpu.delete(key);
      const load = (on: typeof source, into: number) =>
        engines.loadSession(on, { instances: into, onHeld: () => onHeld(loadedAs(key)) });
      if (provider === 'webgpu') {
        // A driver can take the whole process with it, and would again at every restart: one finds out for all.
        await load(source, 1).catch((error: unknown) => {
          if (!crashes.has(toFailure(error).code)) throw error;
          keptOffGpu.add(key);
        });
      }
      await load(keptOffGpu.has(key) ? { ...source, provider: 'cpu' } : source, instances);
      return loadedAs(key);
    },
    async resize(key, { instances, onHeld }) {
      await engines.resizeSession(key, { instances, onHeld: () => onHeld(loadedAs(key)) });
      return loadedAs(key);
    },
    unload: (key) => engines.unloadSession(key),
    holders: (key) => engines.holders(key).length,
  };
}
