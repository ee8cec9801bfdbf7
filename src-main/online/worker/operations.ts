import type { EncodingAids, Signature } from '../../domain/encoding/row-encoder.ts';
import type { ModelSession } from '../../domain/model-session.ts';
import { parseInferRequest, parsePredictBody, tensorColumns } from '../../domain/oip/index.ts';
import { createInstanceScorer, type InstanceScorer } from '../../domain/predict-instances.ts';
import { checkRowsOfAnswer } from '../../domain/rows-per-answer.ts';
import type { GraphPorts, OnlineOperations, ScoredModel, UnknownSignature } from '../messages.ts';
import { isBatchable } from '../batchable.ts';
import { rowsToRun } from '../rows-to-run.ts';
import { encodedAnswer } from '../encoded-answer.ts';
import { inferBatch, type RunGraph } from './infer.ts';
import { predictBatch } from './predict.ts';

type Handlers = {
  [Name in keyof OnlineOperations]: (
    payload: OnlineOperations[Name]['payload'],
  ) => OnlineOperations[Name]['result'] | Promise<OnlineOperations[Name]['result']>;
};

/** A session of this process, as its graph and as what scores rows. */
export interface OnlineSession {
  ports(): GraphPorts;
  runGraph: RunGraph;
  scoring(): ModelSession & EncodingAids;
}

/** Signatures that are kept ready; one of a wide table holds some megabytes. */
const signaturesKept = 16;

interface Known {
  signature: Signature;
  scorer: Promise<InstanceScorer> | null;
}

const unknown: UnknownSignature = { unknownSignature: true };

/** What an engine process does for single requests. @param nowMs a clock in milliseconds */
export function onlineOperations(session: (key: string) => OnlineSession, nowMs: () => number): Handlers {
  const kept = new Map<string, Known>();

  /** What is known of a model, the one used last kept longest; null = nothing. */
  function knownOf({ signatureId, sessionKey, signature }: ScoredModel): Known | null {
    const id = `${signatureId} ${sessionKey}`;
    const entry = kept.get(id) ?? (signature && { signature, scorer: null });
    if (!entry) return null;
    kept.delete(id);
    kept.set(id, entry);
    const [oldest] = kept.keys();
    if (kept.size > signaturesKept && oldest !== undefined) kept.delete(oldest);
    return entry;
  }

  async function scorerOf(entry: Known, scoring: ModelSession & EncodingAids): Promise<InstanceScorer> {
    entry.scorer ??= createInstanceScorer(entry.signature, scoring, nowMs);
    try {
      return await entry.scorer;
    } catch (error) {
      entry.scorer = null;
      throw error;
    }
  }

  async function predict(
    known: Known,
    { sessionKey }: ScoredModel,
    requests: Parameters<typeof predictBatch>[2],
  ) {
    const scoring = session(sessionKey).scoring();
    return predictBatch(await scorerOf(known, scoring), scoring, requests);
  }

  return {
    'online.ports': ({ sessionKey }) => session(sessionKey).ports(),
    'online.infer': (batch) => inferBatch(session(batch.sessionKey).runGraph, batch, nowMs),
    async 'online.inferBody'({ model, body, headerLength }) {
      const startedMs = nowMs();
      const known = knownOf(model);
      if (!known) return unknown;
      const { signature } = known;
      const { ports: portsOf, runGraph } = session(model.sessionKey);
      const ports = portsOf();
      const request = parseInferRequest(body, headerLength);
      const { id, inputs, outputs, binaryOutputs } = request;
      const rows = rowsToRun(request, ports, signature, tensorColumns(signature));
      const encode = nowMs() - startedMs;
      const reply = await inferBatch(
        runGraph,
        {
          sessionKey: model.sessionKey,
          batchable: isBatchable(ports, signature),
          feeds: Object.fromEntries(inputs.map(({ name, value }) => [name, value])),
          outputs: outputs?.map(({ name }) => name) ?? null,
          rows: [rows],
          wanted: [{ outputs, binaryOutputs }],
        },
        nowMs,
      );
      const answers = reply.answers.map((answer) =>
        typeof answer === 'object' && 'code' in answer ? answer : encodedAnswer(answer, { id, rows }),
      );
      return { answers, timing: { ...reply.timing, encode } };
    },
    'online.predict'({ model, requests }) {
      const known = knownOf(model);
      return known ? predict(known, model, requests) : unknown;
    },
    async 'online.predictBody'({ model, body }) {
      const startedMs = nowMs();
      const known = knownOf(model);
      if (!known) return unknown;
      const { signature } = known;
      const instances = parsePredictBody(body);
      checkRowsOfAnswer(instances.length, signature.outputs);
      const parsedMs = nowMs() - startedMs;
      const { answers, timing } = await predict(known, model, [{ instances, as: 'json' }]);
      return { answers, timing: { ...timing, encode: timing.encode + parsedMs } };
    },
  };
}
