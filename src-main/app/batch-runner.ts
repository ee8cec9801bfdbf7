import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchOperations, formatOf, runBatch } from '../batch/index.ts';
import type { Dialect, TableDescription } from '../contract/files.ts';
import { failed, toFailure } from '../contract/failure.ts';
import { type JobRecord, keptRejectedSamples } from '../domain/job-record.ts';
import { besidePartial } from '../domain/partial-name.ts';
import type { EnginePool } from '../engine/client/index.ts';
import type { ModelRegistry, ModelResidency, RegisteredModel } from '../models/index.ts';
import type { RunJob } from '../schedule/index.ts';
import { folderFailure, type Store } from '../store/index.ts';
import { engineVersionOf } from './version.ts';

const describeDeadlineMs = 60_000;

/** Brings scheduler, store, models, engine processes and batch together: how a leased job is run and a file looked at. */
export function batchRunner(options: {
  engines: EnginePool;
  models: ModelRegistry;
  residency: ModelResidency<RegisteredModel>;
  store: Store;
  jobsFolder: string;
  nowMs(): number;
  appVersion: string;
  /** Told of a model on another server whether that answered: null, or why it did not. */
  onReach(model: RegisteredModel, why: string | null): void;
}) {
  const { engines, models, residency, store, nowMs } = options;

  /** Names of the inputs in work, by job; several jobs share the engine processes. */
  const inWork = new Map<string, string>();
  const tellWork = (): void => {
    const work = [...inWork.values()].join(', ') || null;
    for (const engine of engines.handles) engine.setWork(work);
  };

  const discard = async (job: JobRecord): Promise<void> => {
    const working = ['input.csv', 'scored.csv'].map((name) => join(options.jobsFolder, job.id, name));
    const partial = ['', ...besidePartial].map((added) => job.partialPath + added);
    await Promise.all([...partial, ...working].map((path) => rm(path, { recursive: true, force: true })));
  };

  const run: RunJob = async (job, context) => {
    const { spec } = job;
    const model = models.find(spec.model);
    const { card } = model;
    if (card.sha256 !== job.modelSha256) {
      throw failed(
        'MODEL_INVALID',
        `${card.name}@${card.version} is no longer the model this job was made for; make the job again`,
      );
    }
    const folder = join(options.jobsFolder, job.id);
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw folderFailure(error, 'make the folder of a job');
    });
    const lease = await residency.use(model, {
      signal: context.signal,
      evenWhenOff: true,
      instances: 'all',
    });
    const checkpointRows = typeof job.checkpoint?.rows === 'number' ? job.checkpoint.rows : 0;
    inWork.set(job.id, job.inputName);
    tellWork();
    try {
      await store.call('rejected.forgetAfter', { id: job.id, row: checkpointRows });
      const result = await runBatch(
        {
          id: job.id,
          folder,
          input: { path: job.inputPath, format: formatOf(job.inputPath) },
          output: { path: job.outputPath, format: formatOf(job.outputPath), overwrite: spec.overwrite },
          partialPath: job.partialPath,
          card,
          sessionKey: lease.key,
          mapping: spec.mapping,
          missing: spec.missing,
          delimiter: spec.delimiter ?? ',',
          batchRows: spec.chunkRows,
          checkpoint: job.checkpoint,
          startedAtMs: job.startedMs ?? nowMs(),
          ranBeforeMs: job.ranMs,
        },
        {
          engines: engines.holders(lease.key),
          signal: context.signal,
          nowMs,
          checkpoint: (checkpoint, progress, rejected) =>
            context.checkpoint(checkpoint, { progress, rejected }),
          progress: context.progress,
          samples: keptRejectedSamples,
          appVersion: options.appVersion,
          engineVersion: engineVersionOf(model, lease.kernel),
        },
      );
      await discard(job);
      if (model.remote) options.onReach(model, null);
      return { kind: 'done', result };
    } catch (error) {
      const { code, message } = toFailure(error);
      if (code === 'REMOTE_FAILED') options.onReach(model, message);
      // The input has to be another one before this can go on, so there is nothing to go on from.
      if (code.startsWith('INPUT_')) await discard(job);
      throw error;
    } finally {
      lease.release();
      inWork.delete(job.id);
      tellWork();
    }
  };

  const describe = async (
    path: string,
    delimiter: Dialect['delimiter'] | null,
  ): Promise<TableDescription> => {
    const engine = await engines.ready();
    const payload: BatchOperations['batch.describe']['payload'] = { path, delimiter };
    return engine.call<TableDescription>('batch.describe', payload, { deadlineMs: describeDeadlineMs });
  };

  return { run, describe, discard };
}
