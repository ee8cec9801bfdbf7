import { availableParallelism, totalmem } from 'node:os';
import type { AppStatus } from '../contract/app.ts';
import { systemTimers } from '../domain/timers.ts';
import { createEnginePool, forkOnNode } from '../engine/client/index.ts';
import { createAppService } from '../services/app.ts';
import { createChanges } from '../services/changes.ts';
import { createCompareService } from '../services/compare.ts';
import { createFilesService } from '../services/files.ts';
import { createMetricsService } from '../services/metrics/index.ts';
import { createModelsService } from '../services/models.ts';
import { createRouter } from '../services/router.ts';
import { type ServingTrouble, serveContract } from '../services/serve.ts';
import { createServedMeter } from '../services/served.ts';
import { openStore } from '../store/index.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { compareRunner } from './compare-runner.ts';
import { engineProcessUrl, storeThreadUrl } from './entries.ts';
import { foldersOf, makeFolders } from './folders.ts';
import { openLog } from './log.ts';
import { startOffline } from './offline.ts';
import { openJobs } from './open-jobs.ts';
import { openLocalServer } from './open-local-server.ts';
import { openModels } from './open-models.ts';
import { type Online, openOnline } from './open-online.ts';
import { type Later, startInOrder } from './start-in-order.ts';
import { consoleNotes, rememberBudget } from './store-adapters.ts';
import { takeFolder } from './take-folder.ts';
import { appVersion } from './version.ts';

export type { Backend, BackendOptions } from './backend.ts';

/**
 * Starts everything, in the order it is needed; `stop` ends it in the opposite order, and so does a start that fails
 * half-way.
 *
 * @throws FOLDER_IN_USE when another process holds the data folder; FOLDER_UNUSABLE; STORE_FAILED
 */
export function openBackend(options: BackendOptions): Promise<Backend> {
  return startInOrder((later) => start(options, later));
}

async function start(options: BackendOptions, later: Later): Promise<Omit<Backend, 'stop'>> {
  const folders = foldersOf(options);
  const nowMs = Date.now;
  // A command is over soon, and often only one of several in a row.
  const stays = options.shell !== 'command';

  const lock = await takeFolder(folders.data);
  later(lock.release);
  makeFolders(folders);
  const log = openLog(folders.logs, nowMs);
  const onTrouble = log.failure;
  const report = ({ call, error }: ServingTrouble): void => log.error(call, error);

  const statusChanges = createChanges();
  const offline = startOffline(options.fork ?? forkOnNode, statusChanges.tell);
  later(offline.stop);
  const { fork } = offline;
  const store = await openStore({ folder: folders.data, threadUrl: storeThreadUrl, nowMs, onTrouble });
  later(store.close);
  log.note(`Foredeck ${appVersion} has opened its store`, store.openReport);
  await offline.recall(store);

  let online: Online | null = null;
  const memoryCapBytes = engineMemoryCapBytes();
  const engines = createEnginePool({
    entryUrl: engineProcessUrl,
    size: options.engineProcesses ?? (options.idle ? 1 : availableParallelism()),
    fork,
    memoryCapBytes,
    onChange() {
      statusChanges.tell();
      online?.lanes.look();
    },
  });
  later(engines.stop);

  const modelChanges = createChanges();
  const usableModels = createChanges();
  const opened = await openModels({
    ...{ folders, store, engines, fork, memoryCapBytes, nowMs, onTrouble },
    clear: stays,
    onChange: modelChanges.tell,
    onUsable: usableModels.tell,
  });
  later(opened.stop);
  const { registry: models, residency, importModel, addRemote, changeToken, outlineOf } = opened;
  const { lanes, history, inference, predict, service } = (online = await openOnline({
    ...{ models, residency, engines, store, nowMs, onTrouble },
    onReach: modelChanges.tell,
  }));
  later(lanes.stop);
  later(history.stop);
  if (!options.idle) engines.start();
  if (stays) opened.loadPinned();

  const jobs = openJobs({
    ...{ engines, models, residency, store, folders, nowMs, onTrouble },
    listenToModels: modelChanges.listen,
    onReach: (model, why) => lanes.of(model).reached(why),
  });
  jobs.scheduler.subscribe(statusChanges.tell);
  later(usableModels.listen(jobs.scheduler.wake));
  const countJobs = (): Promise<AppStatus['jobs']> => store.call('jobs.count', {});
  const processes = () => engines.status;

  const localServer = await openLocalServer({ store, nowMs, onTrouble, onChange: statusChanges.tell });
  later(localServer.stop);
  const metrics = createMetricsService({
    ...{ version: appVersion, lanes: lanes.all, processes, countJobs, timers: systemTimers },
  });
  later(metrics.stop);
  const served = createServedMeter({ lanes: lanes.all, timers: systemTimers, nowMs });
  later(served.stop);

  const router = createRouter({
    app: createAppService({
      ...{ version: appVersion, shell: options.shell, dataFolder: folders.data, processes, countJobs, nowMs },
      queuePaused: () => store.call('queue.paused', {}),
      server: localServer.service.status,
      offline: offline.status,
      setOffline: offline.set,
      served: served.look,
      notices: () => store.call('notices.list', {}),
      dismissNotice: (id) => store.call('notices.dismiss', { id, nowMs: nowMs() }),
      ...consoleNotes(store),
      listen: statusChanges.listen,
    }),
    files: createFilesService({
      describe: jobs.describe,
      models: models.list,
      host: options.host ?? {},
      isKnown: jobs.archive.knowsPath,
    }),
    jobs: jobs.service,
    online: service,
    predict,
    history,
    localServer: localServer.service,
    compare: createCompareService(
      compareRunner({ engines, models, residency, describe: jobs.describe, folder: folders.comparisons }),
    ),
    models: createModelsService({
      ...{ models, residency, importModel, addRemote, changeToken, outlineOf },
      ownUrl: () => localServer.service.status().url,
      rememberBudget: (budget) => rememberBudget(store, budget),
      awayOf: (model) => lanes.known(model)?.away,
      answered: (model) => lanes.of(model).reached(null),
      rest: (model) => lanes.of(model).rest(),
      onVersions: lanes.clearCaches,
      listen: modelChanges.listen,
      changed: modelChanges.tell,
    }),
  });
  const server = serveContract(router, report);
  later(server.stop);
  later(jobs.scheduler.stop);
  if (!options.idle) await jobs.scheduler.start();

  return {
    server,
    inference,
    metrics: metrics.text,
    cards: opened.cards,
    dataFolder: folders.data,
    uploadsFolder: folders.uploads,
    notice: store.openReport.notice?.text ?? null,
    isReady: () => engines.status.some(({ state }) => state === 'ready' || state === 'busy'),
    outputOf: jobs.service.output,
    knowsPath: jobs.archive.knowsPath,
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
