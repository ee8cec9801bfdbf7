import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatOf } from '../batch/index.ts';
import type { AppInfo, AppStatus } from '../contract/app.ts';
import type { ModelCard } from '../contract/card.ts';
import { toFailure } from '../contract/failure.ts';
import { systemTimers } from '../domain/timers.ts';
import { createEnginePool, type ForkEngine, forkOnNode } from '../engine/client/index.ts';
import { createScheduler } from '../schedule/index.ts';
import { createAppService } from '../services/app.ts';
import { createChanges } from '../services/changes.ts';
import { createCompareService } from '../services/compare.ts';
import { describeOnce } from '../services/describe-once.ts';
import { createFilesService } from '../services/files.ts';
import { createHistoryService, predictAndRecord } from '../services/history.ts';
import type { HostCapabilities } from '../services/host.ts';
import { createJobsService } from '../services/jobs.ts';
import { createInferenceService } from '../services/infer.ts';
import type { InferenceService } from '../services/inference.ts';
import { createMetricsService } from '../services/metrics/index.ts';
import { createModelsService } from '../services/models.ts';
import { createOnlineService } from '../services/online.ts';
import { createPredictService } from '../services/predict.ts';
import { createRouter } from '../services/router.ts';
import { type ContractServer, type ServingTrouble, serveContract } from '../services/serve.ts';
import type { ServerHost } from '../services/server.ts';
import type { Keyring } from '../services/tokens.ts';
import { folderFailure, openStore } from '../store/index.ts';
import { batchRunner } from './batch-runner.ts';
import { compareRunner } from './compare-runner.ts';
import { engineProcessUrl, programUrl, storeThreadUrl } from './entries.ts';
import { openLog } from './log.ts';
import { startOffline } from './offline.ts';
import { openLocalServer } from './open-local-server.ts';
import { openModels } from './open-models.ts';
import { predictionArchive } from './online-archives.ts';
import { type Online, openOnline } from './online-lanes.ts';
import { jobArchive, jobLeases, rememberBudget } from './store-adapters.ts';
import { takeFolder } from './take-folder.ts';
import { appVersion } from './version.ts';

export interface BackendOptions {
  dataFolder: string;
  shell: AppInfo['shell'];
  host?: HostCapabilities;
  fork?: ForkEngine;
  /** Engine processes; by default one a core. */
  engineProcesses?: number;
  /** The folder with `models/` and `resources/`; a packed app keeps them elsewhere. */
  programFolder?: string;
  /** Only look and note: no engine process is started and no job is run. For commands that are over at once. */
  idle?: boolean;
}

/** The whole product behind the contract, for whichever shell. */
export interface Backend {
  server: ContractServer;
  /** Models as programs call them. */
  inference: InferenceService;
  /** What is measured, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Of the version that answers where none is named, for each model on the list. */
  cards(): ModelCard[];
  dataFolder: string;
  uploadsFolder: string;
  /** What happened to the data folder before, where a person must know; the console shows it by itself. */
  notice: string | null;
  /** Whether an engine process takes calls now. */
  isReady(): boolean;
  /** The finished file of a job, for downloads. @throws JOB_NOT_FOUND, JOB_STATE */
  outputOf(jobId: string): Promise<{ path: string; name: string }>;
  /** Whether a path is the input or the output of a job on the list. */
  knowsPath(path: string): Promise<boolean>;
  /** Tells those who may look for us where we are; see `holder.json`. */
  publishControl(control: { address: string; token: string }): void;
  /** Whether the console's page must not make a request now, because it leaves the machine; a refusal is counted. */
  refusesRequest(url: string): boolean;
  /** The tokens of programs. */
  keyring: Keyring;
  /** Takes what opens the local server; resolves when it is on, or is to stay off for now. */
  lendServer(host: ServerHost): Promise<void>;
  /** Writes something unexpected into the log. */
  report(trouble: ServingTrouble): void;
  stop(): Promise<void>;
}

/**
 * Starts everything, in the order it is needed; `stop` ends it in the opposite order, and so does a start that fails
 * half-way.
 *
 * @throws FOLDER_IN_USE when another process holds the data folder; FOLDER_UNUSABLE; STORE_FAILED
 */
export async function openBackend(options: BackendOptions): Promise<Backend> {
  const ends: (() => unknown)[] = [];
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      const failures: unknown[] = [];
      for (const end of ends.reverse()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    })());
  try {
    return { ...(await start(options, (end) => ends.push(end))), stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** `later` takes what ends a part, as soon as the part has begun. */
async function start(
  options: BackendOptions,
  later: (end: () => unknown) => void,
): Promise<Omit<Backend, 'stop'>> {
  const dataFolder = resolve(options.dataFolder);
  const programFolder = options.programFolder ?? fileURLToPath(programUrl);
  const samplesFolder = join(programFolder, 'resources', 'samples');
  const uploadsFolder = join(dataFolder, 'uploads');
  const scoredSamplesFolder = join(dataFolder, 'samples');
  const nowMs = Date.now;
  // A command is over soon, and often only one of several in a row.
  const stays = options.shell !== 'command';

  const lock = await takeFolder(dataFolder);
  later(lock.release);
  try {
    for (const folder of [uploadsFolder, scoredSamplesFolder]) mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderFailure(error, 'make its folders');
  }
  const log = openLog(join(dataFolder, 'logs'), nowMs);
  const report = ({ call, error }: ServingTrouble): void => log.error(call, error);
  const statusChanges = createChanges();
  const offline = startOffline(options.fork ?? forkOnNode, statusChanges.tell);
  later(offline.stop);
  const { fork } = offline;
  const store = await openStore({
    folder: dataFolder,
    threadUrl: storeThreadUrl,
    nowMs,
    onTrouble: log.failure,
  });
  later(store.close);
  log.note(`Foredeck ${appVersion} has opened its store`, store.openReport);
  await offline.recall(store);

  const onlineChanges = createChanges();
  const modelChanges = createChanges();
  const engines = createEnginePool({
    entryUrl: engineProcessUrl,
    size: options.engineProcesses ?? (options.idle ? 1 : availableParallelism()),
    fork,
    memoryCapBytes: engineMemoryCapBytes(),
    onChange() {
      statusChanges.tell();
      online?.lanes.look();
    },
  });
  later(engines.stop);
  let online: Online | null = null;

  const {
    registry: models,
    residency,
    loadPinned,
    stop: stopModels,
    ...moreOfModels
  } = await openModels({
    programFolder,
    samplesFolder,
    dataFolder,
    store,
    engines,
    fork,
    memoryCapBytes: engineMemoryCapBytes(),
    clear: stays,
    nowMs,
    onChange: modelChanges.tell,
    onTrouble: log.failure,
  });
  later(stopModels);
  const { lanes, settings: serving } = (online = openOnline({
    ...{ models, residency, engines },
    kept: await store.call('serving.list', {}),
    keep: (version) => store.call('serving.set', version),
    onChange: onlineChanges.tell,
  }));
  later(lanes.stop);
  if (!options.idle) engines.start();
  if (stays) loadPinned();

  const runner = batchRunner({
    engines,
    models,
    residency,
    store,
    jobsFolder: join(dataFolder, 'jobs'),
    nowMs,
    appVersion,
  });
  const scheduler = createScheduler({
    jobs: jobLeases(store),
    run: runner.run,
    nowMs,
    owner: `${process.pid}-${randomUUID()}`,
    onTrouble: log.failure,
  });
  scheduler.subscribe(statusChanges.tell);

  const predict = createPredictService({ find: models.find, laneOf: lanes.of });
  const history = createHistoryService({
    archive: predictionArchive(store, nowMs),
    predict: predict.predict,
    nowMs,
    onTrouble: (thrown) => log.failure(toFailure(thrown)),
  });
  later(history.stop);
  const localServer = await openLocalServer({
    store,
    nowMs,
    onChange: statusChanges.tell,
    onTrouble: log.failure,
  });
  later(localServer.stop);
  const countJobs = (): Promise<AppStatus['jobs']> => store.call('jobs.count', {});
  const metrics = createMetricsService({
    version: appVersion,
    lanes: lanes.all,
    processes: () => engines.status,
    countJobs,
    timers: systemTimers,
  });
  later(metrics.stop);
  const app = createAppService({
    version: appVersion,
    shell: options.shell,
    dataFolder,
    processes: () => engines.status,
    countJobs,
    queuePaused: () => store.call('queue.paused', {}),
    server: localServer.service.status,
    offline: offline.status,
    setOffline: offline.set,
    notices: () => store.call('notices.list', {}),
    dismissNotice: (id) => store.call('notices.dismiss', { id, nowMs: nowMs() }),
    // The product keeps settings of its own there, which a page must not reach.
    remember: (key, value) => store.call('settings.remember', { key: `console.${key}`, value }),
    recall: (key) => store.call('settings.recall', { key: `console.${key}` }),
    listen: statusChanges.listen,
    nowMs,
  });
  const archive = jobArchive(store, nowMs);
  const describe = describeOnce(runner.describe);
  const files = createFilesService({
    describe,
    models: models.list,
    host: options.host ?? {},
    isKnown: archive.knowsPath,
  });
  const jobs = createJobsService({
    queue: scheduler,
    archive,
    describe,
    findModel: models.find,
    waitingFor: models.whyOff,
    listenToModels: modelChanges.listen,
    formatOf,
    discard: runner.discard,
    samplesFolder,
    scoredSamplesFolder,
  });
  const router = createRouter({
    app,
    files,
    jobs,
    online: createOnlineService({
      find: models.find,
      laneOf: lanes.of,
      settings: serving,
      listen: onlineChanges.listen,
    }),
    predict: predictAndRecord({ predict: predict.predict, history, nowMs }),
    history,
    localServer: localServer.service,
    compare: createCompareService(
      compareRunner({ engines, models, residency, describe, folder: join(dataFolder, 'comparisons') }),
    ),
    models: createModelsService({
      models,
      residency,
      ...moreOfModels,
      rememberBudget: (budget) => rememberBudget(store, budget),
      rest: (model) => lanes.of(model).rest(),
      onSwitchedOn: scheduler.wake,
      onVersions: lanes.clearCaches,
      listen: modelChanges.listen,
      changed: modelChanges.tell,
    }),
  });
  const server = serveContract(router, report);
  later(server.stop);
  later(scheduler.stop);
  if (!options.idle) await scheduler.start();

  return {
    server,
    inference: createInferenceService({
      models: { list: models.list, find: models.find, switch: (model, on) => models.change(model, { on }) },
      residency: {
        ...residency,
        async unload(model) {
          lanes.of(model).rest();
          await residency.unload(model);
        },
      },
      laneOf: lanes.of,
      usesCache: (model) => serving.of(model).cache.on,
      record: (make) => history.record('http', make),
      wallMs: nowMs,
    }),
    metrics: metrics.text,
    cards() {
      const names = new Set(models.list().map(({ card }) => card.name));
      return [...names].map((name) => models.find({ name, version: null }).card);
    },
    dataFolder,
    uploadsFolder,
    notice: store.openReport.notice?.text ?? null,
    isReady: () => engines.status.some(({ state }) => state === 'ready' || state === 'busy'),
    outputOf: jobs.output,
    knowsPath: archive.knowsPath,
    publishControl: lock.publish,
    refusesRequest: offline.refusesRequest,
    keyring: localServer.keyring,
    lendServer: localServer.service.lend,
    report,
  };
}

/** A process that needs more than this is taken for a leak or a bomb: half of the memory, shared by all of them. */
function engineMemoryCapBytes(): number {
  return Math.max(512e6, totalmem() / 2 / availableParallelism());
}
