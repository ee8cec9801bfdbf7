import { randomUUID } from 'node:crypto';
import { formatOf } from '../batch/index.ts';
import type { Failure } from '../contract/failure.ts';
import type { EnginePool } from '../engine/client/index.ts';
import type { ModelRegistry, ModelResidency, RegisteredModel } from '../models/index.ts';
import { createScheduler, type Scheduler } from '../schedule/index.ts';
import { type Describe, describeOnce } from '../services/describe-once.ts';
import { createJobsService, type JobArchive, type JobsService } from '../services/jobs.ts';
import type { Listen } from '../services/latest-frames.ts';
import type { Store } from '../store/index.ts';
import { batchRunner } from './batch-runner.ts';
import type { Folders } from './folders.ts';
import { jobArchive, jobLeases } from './store-adapters.ts';
import { appVersion } from './version.ts';

export interface Jobs {
  /** Not started yet: it runs what is queued from the moment on that it is. */
  scheduler: Scheduler;
  service: JobsService;
  archive: JobArchive;
  /** Looks at a table in an engine process. */
  describe: Describe;
}

/** Files that are scored: who runs them, where they are kept, and what the console asks of them. */
export function openJobs(options: {
  engines: EnginePool;
  models: ModelRegistry;
  residency: ModelResidency<RegisteredModel>;
  listenToModels: Listen;
  onReach(model: RegisteredModel, why: string | null): void;
  store: Store;
  folders: Folders;
  nowMs(): number;
  onTrouble(failure: Failure): void;
}): Jobs {
  const { engines, models, residency, store, folders, nowMs } = options;
  const runner = batchRunner({
    ...{ engines, models, residency, store, nowMs, appVersion },
    onReach: options.onReach,
    jobsFolder: folders.jobs,
  });
  const scheduler = createScheduler({
    jobs: jobLeases(store),
    run: runner.run,
    nowMs,
    owner: `${process.pid}-${randomUUID()}`,
    onTrouble: options.onTrouble,
  });
  const archive = jobArchive(store, nowMs);
  const describe = describeOnce(runner.describe);
  const service = createJobsService({
    queue: scheduler,
    archive,
    describe,
    findModel: models.find,
    waitingFor: models.whyOff,
    listenToModels: options.listenToModels,
    formatOf,
    discard: runner.discard,
    samplesFolder: folders.samples,
    scoredSamplesFolder: folders.scoredSamples,
  });
  return { scheduler, service, archive, describe };
}
