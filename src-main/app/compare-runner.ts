import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchOperations } from '../batch/index.ts';
import type { CompareOperations } from '../compare/index.ts';
import type { TableDescription } from '../contract/files.ts';
import type { EngineHandle, EnginePool } from '../engine/client/index.ts';
import {
  type ModelRegistry,
  type ModelResidency,
  type RegisteredModel,
  warmUpTensors,
} from '../models/index.ts';
import type { CompareServiceOptions } from '../services/compare.ts';
import { folderFailure } from '../store/index.ts';

/** Loading, reading, converting and measuring all have limits of their own; this one is for what hangs. */
const deadlineMs = 30 * 60_000;

/** How two models are compared: which process does it, and what it does it on. */
export function compareRunner(options: {
  engines: EnginePool;
  models: ModelRegistry;
  residency: ModelResidency<RegisteredModel>;
  describe(path: string, delimiter: null): Promise<TableDescription>;
  /** For copies of tables that are no delimited text; emptied here. */
  folder: string;
}): CompareServiceOptions {
  const { engines, models, residency, folder } = options;
  const emptied = rm(folder, { recursive: true, force: true }).catch(() => undefined);

  const freeEngine = async (signal: AbortSignal): Promise<EngineHandle> => {
    const first = await engines.ready(signal);
    return engines.handles.find(({ state }) => state === 'ready') ?? first;
  };

  return {
    async hold(ref, signal) {
      const model = models.find(ref);
      const lease = await residency.use(model, { signal });
      const { card, modelPath, sizeBytes, remote } = model;
      return {
        card,
        file: { modelPath, sha256: card.sha256, warmUp: warmUpTensors(card) },
        sizeBytes,
        remote,
        release: () => lease.release(),
      };
    },
    describe(path) {
      // A command that only looks starts them when there is something to do after all.
      engines.start();
      return options.describe(path, null);
    },
    async asText({ path, name, format, dialect }, signal, use) {
      if (dialect) return use({ path, name, delimiter: dialect.delimiter });
      await emptied;
      const outCsv = join(folder, `${randomUUID()}.csv`);
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        throw folderFailure(error, 'make the folder of a comparison');
      });
      try {
        const payload: BatchOperations['batch.toCsv']['payload'] = { id: outCsv, path, format, outCsv };
        await (await freeEngine(signal)).call('batch.toCsv', payload, { signal, deadlineMs });
        return await use({ path: outCsv, name, delimiter: ',' });
      } finally {
        await rm(outCsv, { force: true });
      }
    },
    async measure(request, signal) {
      const engine = await freeEngine(signal);
      type Outcome = CompareOperations['model.compare']['result'];
      return engine.call<Outcome>('model.compare', request, { signal, deadlineMs });
    },
  };
}
