import { type FailureCode, toFailure } from '../contract/failure.ts';
import type { EnginePool } from '../engine/client/index.ts';
import { type RegisteredModel, type SessionHost, warmUpTensors } from '../models/index.ts';

type Kernel = Awaited<ReturnType<SessionHost<RegisteredModel>['load']>>['kernel'];

const crashes: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'ENGINE_MEMORY',
]);

/** One for all: a kernel of our own counts only where every process has it. */
function kernelOf([first = 'onnxruntime', ...others]: readonly Kernel[]): Kernel {
  return others.every((kernel) => kernel === first) ? first : 'onnxruntime';
}

/** The engine processes as the residency of models knows them. */
export function sessionHost(engines: EnginePool): SessionHost<RegisteredModel> {
  return {
    async load(key, { card, modelPath }, { instances, provider }) {
      const source = { key, modelPath, sha256: card.sha256, provider, warmUp: warmUpTensors(card) };
      // A command that only looks starts them when there is something to load after all.
      engines.start();
      const load = (on: typeof source) => engines.loadSession(on, { instances });
      const sessions = await load(source).catch(async (error: unknown) => {
        // A driver can take the whole process with it, and would again at every restart.
        if (provider === 'cpu' || !crashes.has(toFailure(error).code)) throw error;
        const note = 'It runs on the processor, because WebGPU ended the engine process here.';
        return (await load({ ...source, provider: 'cpu' })).map((session) => ({ ...session, note }));
      });
      return {
        memoryBytes: sessions.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
        provider: sessions.every((session) => session.provider === 'webgpu') ? 'webgpu' : 'cpu',
        kernel: kernelOf(sessions.map(({ kernel }) => kernel)),
        note: sessions.find(({ note }) => note !== null)?.note ?? null,
      };
    },
    unload: (key) => engines.unloadSession(key),
    holders: (key) => engines.holders(key).length,
  };
}
