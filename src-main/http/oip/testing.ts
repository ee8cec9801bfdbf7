import { failed } from '../../contract/failure.ts';
import type { GraphPort, Instance, ModelRef } from '../../contract/models.ts';
import { checkInputs, checkOutputs } from '../../domain/oip/check-inputs.ts';
import { encodeOutputs } from '../../domain/oip/encode-outputs.ts';
import { type InferRequest, type NamedTensor, parseInferRequest } from '../../domain/oip/infer-request.ts';
import { parsePredictBody } from '../../domain/oip/predict-body.ts';
import type { Asker } from '../../domain/asker.ts';
import type { RequestTerms } from '../../online/index.ts';
import type { InferenceService, InferReply } from '../../services/inference.ts';

/** Models in a few lines, which compute what they answer: the same checks and texts as real ones have. */
interface SmallModel {
  versions: string[];
  inputs: GraphPort[];
  outputs: GraphPort[];
  run(inputs: NamedTensor[], terms: RequestTerms): Promise<NamedTensor[]> | NamedTensor[];
}

export interface SmallService {
  service: InferenceService;
  /** Terms of the requests that came, in order. */
  seen: RequestTerms[];
  /** How many requests came to each method. */
  calls: { infer: number; inferBody: number; predict: number; predictBody: number };
  /** The next request to the model `waits`, which is answered when the test says so. */
  arrival(): Promise<Waiting>;
}

export interface Waiting {
  asker: Asker;
  left: Promise<void>;
  answer(): void;
}

const refusals = {
  full: failed('QUEUE_FULL', 'The queue of full is full.', { details: { retryAfterMs: 2500 } }),
  loading: failed('MODEL_LOADING', 'loading is being loaded.', { details: { hint: 'Try again soon.' } }),
  off: failed('MODEL_OFF', 'off is switched off.'),
  late: failed('DEADLINE', 'late took longer than 5 ms.'),
  closing: failed('SERVER_OFF', 'The server is being stopped.'),
  broken: new TypeError('secret at /home/someone/file.ts:1'),
  defect: failed('INTERNAL', 'secret at /home/someone/file.ts:1'),
  booting: failed('ENGINE_BOOT', 'Engine process 1 does not start.', {
    details: { hint: 'Error: secret\n    at /home/someone/file.ts:1' },
  }),
  working: failed('MODEL_IN_USE', 'working is at work.'),
};

export function smallService(): SmallService {
  const seen: RequestTerms[] = [];
  const calls = { infer: 0, inferBody: 0, predict: 0, predictBody: 0 };
  const off = new Set<string>();
  let arrived: (waiting: Waiting) => void = () => undefined;
  const ports = (name: string): GraphPort[] => [{ name, type: 'float32', dims: ['N', 2] }];
  const models: ReadonlyMap<string, SmallModel> = new Map<string, SmallModel>([
    [
      'double',
      {
        versions: ['1', '2'],
        inputs: ports('x'),
        outputs: ports('y'),
        run: (inputs) =>
          inputs.map(({ value }) => {
            const data = (value.data as Float32Array).map((number) => number * 2);
            return { name: 'y', value: { type: 'float32', dims: value.dims, data } };
          }),
      },
    ],
    [
      'waits',
      {
        versions: ['1'],
        inputs: ports('x'),
        outputs: ports('x'),
        run: (inputs, { asker }) =>
          new Promise((resolve, reject) => {
            const left = new Promise<void>((tell) => {
              asker.awaits = {
                askerLeft() {
                  reject(failed('CANCELLED', 'Nobody waits any more.'));
                  tell();
                },
              };
            });
            arrived({ asker, left, answer: () => resolve(inputs) });
          }),
      },
    ],
  ]);

  const find = ({ name, version }: ModelRef): SmallModel & { name: string; version: string } => {
    const refusal = Object.hasOwn(refusals, name) ? refusals[name as keyof typeof refusals] : undefined;
    if (refusal) throw refusal;
    const model = models.get(name);
    const found = version ?? model?.versions.at(-1);
    if (model === undefined || found === undefined || !model.versions.includes(found)) {
      const known = [...models.keys()].join(', ');
      throw failed(
        'MODEL_NOT_FOUND',
        `There is no model ${name}${version ? `, version ${version}` : ''}; there are ${known}.`,
      );
    }
    return { ...model, name, version: found };
  };
  /** Tensors of every type come back as they went in. */
  const echo = { name: 'echo', version: '1' };

  const answer = async (ref: ModelRef, asked: InferRequest, terms: RequestTerms): Promise<InferReply> => {
    seen.push(terms);
    const { outputs, binaryOutputs } = asked;
    if (ref.name === 'echo') {
      const { json, binary } = encodeOutputs(asked.inputs, outputs, binaryOutputs);
      return { ...echo, outputs: json, binary, cache: terms.mayUseCache ? 'hit' : 'bypass' };
    }
    const model = find(ref);
    if (off.has(model.name)) throw failed('MODEL_OFF', `${model.name} is switched off.`);
    checkInputs(asked.inputs, model.inputs, { batchable: true, columns: new Map() });
    checkOutputs(outputs, model.outputs);
    const { json, binary } = encodeOutputs(await model.run(asked.inputs, terms), outputs, binaryOutputs);
    return { name: model.name, version: model.version, outputs: json, binary, cache: 'off' };
  };
  const sums = (instances: Instance[]): string => {
    const predictions = instances.map((row) => {
      return { prediction: Object.values(row).reduce<number>((sum, value) => sum + Number(value), 0) };
    });
    return JSON.stringify(predictions);
  };

  const service: InferenceService = {
    async infer(ref, request, terms) {
      calls.infer++;
      return answer(ref, request, terms);
    },
    async inferBody(ref, body, headerLength, terms) {
      calls.inferBody++;
      const request = parseInferRequest(body, headerLength);
      return { ...(await answer(ref, request, terms)), id: request.id };
    },
    async predict(ref, instances, terms) {
      calls.predict++;
      seen.push(terms);
      if (ref.name !== 'sum') find(ref);
      return { predictions: sums(instances), cache: 'miss' };
    },
    async predictBody(_ref, body, terms) {
      calls.predictBody++;
      seen.push(terms);
      return { predictions: sums(parsePredictBody(body)), cache: 'off' };
    },
    async describe(ref) {
      const { name, versions, inputs, outputs } = find(ref);
      // As the real one, which would have to load it.
      if (off.has(name)) throw failed('MODEL_OFF', `${name} is switched off.`);
      return { name, versions, platform: 'onnx', inputs, outputs };
    },
    isReady: (ref) => !off.has(find(ref).name),
    index: () =>
      [...models].map(([name, { versions }]) => {
        const isOff = off.has(name);
        const version = versions.at(-1) ?? '';
        return { name, version, state: isOff ? 'UNAVAILABLE' : 'READY', reason: isOff ? 'switched off' : '' };
      }),
    async load(ref) {
      off.delete(find(ref).name);
    },
    async unload(ref) {
      off.add(find(ref).name);
    },
  };
  const arrival = (): Promise<Waiting> =>
    new Promise((resolve) => {
      arrived = resolve;
    });
  return { service, seen, calls, arrival };
}

/** The body of a request of one tensor of two numbers a row. */
export function pairs(name: string, data: (number | null)[]): string {
  return JSON.stringify({ inputs: [{ name, shape: [data.length / 2, 2], datatype: 'FP32', data }] });
}
