import { batchOperations, type ScoringSession } from '../batch/worker/index.ts';
import { failed } from '../contract/failure.ts';
import {
  type LoadedSession,
  type Operation,
  type Sessions,
  startEngineProcess,
} from '../engine/host/index.ts';
import { modelOperations } from '../models/onnx/index.ts';
import { type ProbeSession, type ProbeTensor, probeOperation } from '../models/probe/index.ts';

/** Composition root of an engine process: the sessions, and the file work that runs on them. */
startEngineProcess((sessions) => {
  const handlers = {
    ...batchOperations((key) => scoringSession(sessions.get(key))),
    ...modelOperations,
    ...probeOperation((modelPath, sha256) => probeSession(sessions, modelPath, sha256)),
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handle]): [string, Operation] => [
      name,
      (payload, { signal }) => handle(payload as never, signal),
    ]),
  );
});

/** Float32 matrices in, one float32 output out: what a batch needs of a session. */
function scoringSession(session: LoadedSession): ScoringSession {
  return {
    async run(feeds, output) {
      const tensors = Object.fromEntries(
        feeds.map(({ name, values, rows, width }) => [
          name,
          { type: 'float32' as const, data: values, dims: [rows, width] },
        ]),
      );
      const { [output]: result } = await session.run(tensors, { outputs: [output] });
      if (result?.type !== 'float32') {
        throw failed(
          'MODEL_INVALID',
          `output "${output}" is ${result?.type ?? 'missing'}; the card promises float32`,
        );
      }
      return { data: result.data, dims: result.dims };
    },
  };
}

async function probeSession(
  sessions: Sessions,
  modelPath: string,
  sha256: string,
): Promise<ProbeSession & { close(): Promise<void> }> {
  const key = `probe of ${sha256}`;
  const session = await sessions.load({ key, modelPath, sha256 });
  return {
    // The types of the probe's tensors are texts of the card; the session checks them.
    run: async (feeds, outputs) =>
      (await session.run(feeds as never, { outputs })) as Record<string, ProbeTensor>,
    close: () => sessions.unload(key),
  };
}
