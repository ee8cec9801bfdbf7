import { dirname, join } from 'node:path';
import { batchOperations, type ScoringSession } from '../batch/worker/index.ts';
import { compareOperation, type CompareRequest } from '../compare/worker/index.ts';
import type { GraphPort } from '../contract/models.ts';
import type { PictureReader } from '../domain/encoding/pictures.ts';
import type { Tokenizer } from '../domain/encoding/tokens.ts';
import {
  type LoadedSession,
  lookAtRemote,
  openPictures,
  openTokenizer,
  type Operation,
  type Sessions,
  type TensorPort,
  startEngineProcess,
} from '../engine/host/index.ts';
import { draftOfPorts, modelOperations, readTreesOfFile } from '../models/onnx/index.ts';
import { onlineOperations } from '../online/worker/index.ts';
import { type ProbeRequest, probeModel } from '../models/probe/index.ts';
import type { ModelOperations } from '../models/operations.ts';
import { compareWork } from './compare-work.ts';
import { guardEngineProcess } from './engine-network.ts';

// Before anything else, and on until the supervisor says otherwise.
const network = guardEngineProcess();

/** Composition root of an engine process: the sessions, and the work that is done with them. */
startEngineProcess(
  (loaded) => {
    const session = modelSessions(loaded);
    const compare = compareOperation(compareWork(loaded, session));
    const online = onlineOperations(
      (key) => {
        const { inputs, outputs, run } = loaded.get(key);
        return {
          ports: () => ({ inputs: inputs.map(graphPort), outputs: outputs.map(graphPort) }),
          runGraph: (feeds, wanted) => run(feeds, wanted ? { outputs: wanted } : {}),
          scoring: () => session(key),
        };
      },
      () => performance.now(),
    );
    const handlers = { ...batchOperations(session), ...online, ...modelOperations };
    return {
      ...Object.fromEntries(
        Object.entries(handlers).map(([name, handle]): [string, Operation] => [
          name,
          (payload, { signal }) => handle(payload as never, signal),
        ]),
      ),
      'model.compare': (payload, { signal }) => compare(payload as CompareRequest, signal),
      'remote.look': async (payload) => {
        const place = payload as ModelOperations['remote.look']['payload'];
        const { server, model } = await lookAtRemote(place);
        const { inputs, outputs, ...about } = model;
        return { server, model: about, ports: { inputs, outputs }, draft: draftOfPorts(place.model, model) };
      },
      'model.probe': async (payload) => {
        const { modelPath, card } = payload as ProbeRequest;
        await loaded.load({ key: card.sha256, modelPath, sha256: card.sha256 });
        return probeModel(session(card.sha256), card);
      },
    };
  },
  readTreesOfFile,
  network,
);

function graphPort({ name, type, dims }: TensorPort): GraphPort {
  return { name, type, dims: [...dims] };
}

/** The sessions of an engine process as scoring sees them: each runs, and brings its tokenizer and the picture decoder. */
function modelSessions(sessions: Sessions): (key: string) => ScoringSession {
  const tokenizers = new WeakMap<LoadedSession, Promise<Tokenizer>>();
  let pictures: Promise<PictureReader> | null = null;
  return (key) => {
    const session = sessions.get(key);
    return {
      run: (feeds, outputs) => session.run(feeds, { outputs }),
      tokenizer() {
        const known = tokenizers.get(session);
        if (known) return known;
        const opening = openTokenizer(join(dirname(session.modelPath), 'tokenizer.json'));
        tokenizers.set(session, opening);
        return opening;
      },
      pictures: () => (pictures ??= openPictures()),
    };
  };
}
