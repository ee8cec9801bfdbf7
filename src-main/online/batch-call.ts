import { createTensorData, elementsOf, putTensorPart, type TensorValue } from '../domain/tensor.ts';
import type { InferBatch, OnlineOperations, PredictBatch, ScoredModel, WantedForm } from './messages.ts';
import type { LaneRequest } from './lane-request.ts';
import type { Work } from './work.ts';

export interface BatchCall {
  operation: keyof OnlineOperations;
  payload: unknown;
}

/** What to ask an engine process for requests of one shape. */
export function batchCall(
  requests: readonly LaneRequest[],
  model: ScoredModel,
  batchable: boolean,
): BatchCall {
  const works = requests.map(({ work }) => work);
  const [first] = works;
  switch (first?.kind) {
    case 'infer':
      return {
        operation: 'online.infer',
        payload: inferBatch(works.filter(isInfer), model.sessionKey, batchable),
      };
    case 'predict': {
      const payload: PredictBatch = { model, requests: works.filter(isPredict) };
      return { operation: 'online.predict', payload };
    }
    case 'inferBody':
    case 'predictBody': {
      const { kind, body, headerLength } = first;
      return { operation: `online.${kind}`, payload: { model, body, headerLength } };
    }
    default:
      throw new Error('A batch has at least one request.');
  }
}

type InferWork = Extract<Work, { kind: 'infer' }>;
type PredictWork = Extract<Work, { kind: 'predict' }>;
const isInfer = (work: Work): work is InferWork => work.kind === 'infer';
const isPredict = (work: Work): work is PredictWork => work.kind === 'predict';

function inferBatch(works: readonly InferWork[], sessionKey: string, batchable: boolean): InferBatch {
  const [first] = works;
  const feeds: Record<string, TensorValue> = {};
  for (const { name, value } of first?.inputs ?? []) {
    feeds[name] = works.length === 1 ? value : together(name, value, works);
  }
  return {
    sessionKey,
    batchable,
    feeds,
    outputs: first?.outputs?.map(({ name }) => name) ?? null,
    rows: works.map(({ rows }) => rows),
    wanted: wantedOf(works),
  };
}

function wantedOf(works: readonly InferWork[]): WantedForm[] {
  const [first] = works;
  const isPlain = ({ outputs, binaryOutputs }: InferWork): boolean => outputs === null && !binaryOutputs;
  const some = first && works.every(isPlain) ? [first] : works;
  return some.map(({ outputs, binaryOutputs }) => ({ outputs, binaryOutputs }));
}

/** The rows of all requests in one tensor. */
function together(name: string, like: TensorValue, works: readonly InferWork[]): TensorValue {
  const rows = works.reduce((sum, work) => sum + work.rows, 0);
  const dims = [rows, ...like.dims.slice(1)];
  const data = createTensorData(like.type, elementsOf(dims));
  let at = 0;
  for (const { inputs } of works) {
    const own = inputs.find((input) => input.name === name);
    if (!own) throw new Error('Requests of one shape have the same inputs.');
    putTensorPart(data, own.value.data, at);
    at += own.value.data.length;
  }
  return { type: like.type, data, dims } as TensorValue;
}
