import { type Failure, toFailure } from '../contract/failure.ts';
import type { EnginePool } from '../engine/client/index.ts';
import type { ModelRegistry, ModelResidency, RegisteredModel } from '../models/index.ts';
import type { Lanes } from '../online/index.ts';
import { createChanges } from '../services/changes.ts';
import { createHistoryService, type HistoryService } from '../services/history.ts';
import type { InferenceService } from '../services/inference.ts';
import { createInferenceService } from '../services/inference-service.ts';
import { createOnlineService, type OnlineService } from '../services/online.ts';
import { createPredictService } from '../services/predict.ts';
import { type PredictAndRecord, predictAndRecord } from '../services/predict-and-record.ts';
import type { Store } from '../store/index.ts';
import { openLanes } from './open-lanes.ts';
import { predictionArchive } from './store-adapters.ts';

export interface Online {
  lanes: Lanes<RegisteredModel>;
  history: HistoryService;
  /** As people ask, and as programs do. */
  predict: PredictAndRecord;
  inference: InferenceService;
  /** What the console shows of the lanes, and how they are set. */
  service: OnlineService;
}

/** Single requests, whoever makes them: their lanes, what is kept of them, and the services over both. */
export async function openOnline(options: {
  models: ModelRegistry;
  residency: ModelResidency<RegisteredModel>;
  engines: EnginePool;
  store: Store;
  nowMs(): number;
  /** A server that runs a model answers again, or no longer. */
  onReach(): void;
  onTrouble(failure: Failure): void;
}): Promise<Online> {
  const { models, residency, engines, store, nowMs } = options;
  const changes = createChanges();
  const { lanes, settings } = openLanes({
    ...{ models, residency, engines },
    kept: await store.call('serving.list', {}),
    keep: (version) => store.call('serving.set', version),
    onChange: changes.tell,
    onReach: options.onReach,
  });
  const { predict } = createPredictService({ find: models.find, laneOf: lanes.of });
  const history = createHistoryService({
    archive: predictionArchive(store, nowMs),
    predict,
    nowMs,
    onTrouble: (thrown) => options.onTrouble(toFailure(thrown)),
  });
  return {
    lanes,
    history,
    predict: predictAndRecord({ predict, history }),
    inference: createInferenceService({
      models: { list: models.list, find: models.find, switch: (model, on) => models.change(model, { on }) },
      residency,
      laneOf: lanes.of,
      record: (make) => history.record('http', make),
    }),
    service: createOnlineService({ find: models.find, laneOf: lanes.of, settings, listen: changes.listen }),
  };
}
