import type { ModelCard } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';
import type { Instance, ModelRef, Prediction, Residency } from '../contract/models.ts';
import { checkFeatureNames } from '../domain/encoding/instance-cells.ts';
import { type InferRequest, tensorColumns } from '../domain/oip/index.ts';
import { checkRowsOfAnswer } from '../domain/rows-per-answer.ts';
import { type Done, type Lane, type RequestTerms, rowsToRun } from '../online/index.ts';
import type { AnsweredRow } from './history.ts';
import type {
  InferBodyReply,
  InferenceService,
  InferReply,
  PredictReply,
  RepositoryEntry,
} from './inference.ts';
import { unlessInUse } from './unless-in-use.ts';

/** What the service needs of a model. */
export interface ServableModel {
  card: ModelCard;
}

export interface InferenceServiceOptions<Model> {
  models: {
    list(): Model[];
    find(ref: ModelRef): Model;
    /** Switches it on or off. */
    switch(model: Model, on: boolean): Promise<void>;
  };
  residency: {
    view(model: Model): Residency;
    load(model: Model): Promise<void>;
    unload(model: Model): Promise<void>;
  };
  laneOf(model: Model): Lane;
  /** Keeps a single row in the history; `make` is called where it is. */
  record(make: () => AnsweredRow): void;
}

/** What of a request is held against a model, made once for each. */
interface Rules {
  columns: ReturnType<typeof tensorColumns>;
  features: ReadonlySet<string>;
}

export function createInferenceService<Model extends ServableModel>(
  options: InferenceServiceOptions<Model>,
): InferenceService {
  const { models, residency, laneOf } = options;
  const rules = new WeakMap<Model, Rules>();

  function rulesOf(model: Model): Rules {
    const known = rules.get(model);
    if (known) return known;
    const made = {
      columns: tensorColumns(model.card),
      features: new Set(model.card.inputs.map(({ name }) => name)),
    };
    rules.set(model, made);
    return made;
  }

  async function infer(model: Model, request: InferRequest, terms: RequestTerms): Promise<InferReply> {
    const lane = laneOf(model);
    const ports = lane.ports ?? (await lane.learnPorts());
    const { inputs, outputs, binaryOutputs } = request;
    const rows = rowsToRun(request, ports, model.card, rulesOf(model).columns);
    const done = await lane.ask({ kind: 'infer', rows, inputs, outputs, binaryOutputs }, terms);
    return tensorReply(model, done);
  }

  function tensorReply(model: Model, { answer, cache }: Done): InferReply {
    if (answer.kind !== 'outputs')
      throw failed('INTERNAL', 'The engine process gave predictions for tensors.');
    const { name, version } = model.card;
    return { name, version, outputs: answer.json, binary: answer.binary, cache };
  }

  function rowReply({ answer, cache }: Done): PredictReply {
    if (answer.kind !== 'json') throw failed('INTERNAL', 'The engine process gave tensors for predictions.');
    return { predictions: answer.json, cache };
  }

  /** Of a flood of single rows only some are kept, and only those are looked at. */
  function remember(model: Model, instance: Instance, { answer, timing, coldStartMs }: Done): void {
    options.record(() => {
      // A row whose answer is that long is not kept anyway.
      const json = answer.kind === 'json' && typeof answer.json === 'string' ? answer.json : '[]';
      const [prediction] = JSON.parse(json) as Prediction[];
      return {
        ...nameOf(model),
        instance,
        prediction: prediction ?? { prediction: null },
        timing,
        coldStartMs,
      };
    });
  }

  function isReady(model: Model): boolean {
    const { on, state } = residency.view(model);
    return on && (state === 'asleep' || state === 'resident');
  }

  function entryOf(model: Model): RepositoryEntry {
    const { on, state, note } = residency.view(model);
    if (!on) return { ...nameOf(model), state: 'UNAVAILABLE', reason: 'unloaded' };
    if (state === 'failed')
      return { ...nameOf(model), state: 'UNAVAILABLE', reason: note ?? 'it cannot be loaded' };
    return { ...nameOf(model), state: state === 'loading' ? 'LOADING' : 'READY', reason: '' };
  }

  return {
    // Not async: what is wrong with the name or the model is thrown before anything else happens.
    infer: (ref, request, terms) => infer(models.find(ref), request, terms),
    async inferBody(ref, body, headerLength, terms): Promise<InferBodyReply> {
      const model = models.find(ref);
      const done = await laneOf(model).ask({ kind: 'inferBody', body, headerLength }, terms);
      const id = done.answer.kind === 'outputs' ? done.answer.id : null;
      return { ...tensorReply(model, done), id };
    },
    async predict(ref, instances, terms) {
      const model = models.find(ref);
      checkFeatureNames(rulesOf(model).features, instances);
      checkRowsOfAnswer(instances.length, model.card.outputs);
      const done = await laneOf(model).ask({ kind: 'predict', instances, as: 'json' }, terms);
      const [instance] = instances;
      if (instance && instances.length === 1) remember(model, instance, done);
      return rowReply(done);
    },
    async predictBody(ref, body, terms) {
      const model = models.find(ref);
      return rowReply(await laneOf(model).ask({ kind: 'predictBody', body, headerLength: null }, terms));
    },
    async describe(ref) {
      const model = models.find(ref);
      const lane = laneOf(model);
      const ports = lane.ports ?? (await lane.learnPorts());
      const { name } = model.card;
      const versions = models.list().filter(({ card }) => card.name === name);
      return {
        name,
        versions: versions.map(({ card }) => card.version),
        platform: 'onnxruntime_onnx',
        inputs: [...ports.inputs],
        outputs: [...ports.outputs],
      };
    },
    isReady: (ref) => isReady(models.find(ref)),
    index: () => models.list().map(entryOf),
    async load(ref) {
      const model = models.find(ref);
      await models.switch(model, true);
      await residency.load(model);
    },
    async unload(ref) {
      const model = models.find(ref);
      await models.switch(model, false);
      laneOf(model).rest();
      // What is at work is answered still, and then it goes to sleep by itself.
      await residency.unload(model).catch(unlessInUse);
    },
  };
}

function nameOf({ card: { name, version } }: ServableModel) {
  return { name, version };
}
