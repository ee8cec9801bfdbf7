import { implement } from '@orpc/server';
import { contract } from '../contract/index.ts';
import type { AppService } from './app.ts';
import type { CompareService } from './compare.ts';
import type { FilesService } from './files.ts';
import type { JobsService } from './jobs.ts';
import type { ModelsService } from './models.ts';
import type { HistoryService } from './history.ts';
import type { OnlineService } from './online.ts';
import type { PredictAndRecord } from './predict-and-record.ts';
import type { Caller } from './serve.ts';
import type { ServerService } from './server.ts';

export interface Services {
  app: AppService;
  compare: CompareService;
  files: FilesService;
  history: HistoryService;
  jobs: JobsService;
  localServer: ServerService;
  models: ModelsService;
  online: OnlineService;
  predict: PredictAndRecord;
}

const never = new AbortController().signal;

/** Binds each call of the contract to the service that answers it; nothing is decided here. */
export function createRouter(services: Services) {
  const { app, compare, files, history, jobs, localServer, models, online, predict } = services;
  const on = implement(contract).$context<Caller>();
  return on.router({
    app: {
      info: on.app.info.handler(({ context }) => ({ ...app.info(), shell: context.shell })),
      status: on.app.status.handler(({ signal }) => app.status(signal ?? never)),
      dismissNotice: on.app.dismissNotice.handler(({ input }) => app.dismissNotice(input.id)),
      setOffline: on.app.setOffline.handler(({ input }) => app.setOffline(input.on)),
      remember: on.app.remember.handler(({ input }) => app.remember(input.key, input.value)),
      recall: on.app.recall.handler(async ({ input }) => ({ value: await app.recall(input.key) })),
    },
    files: {
      describe: on.files.describe.handler(({ input }) => files.describe(input.path, input.delimiter ?? null)),
      choose: on.files.choose.handler(({ input }) => files.choose(input.of)),
      open: on.files.open.handler(({ input }) => files.open(input.path)),
      reveal: on.files.reveal.handler(({ input }) => files.reveal(input.path)),
      samples: on.files.samples.handler(() => files.samples()),
    },
    history: {
      list: on.history.list.handler(({ input }) => history.list(input)),
      watch: on.history.watch.handler(({ input, signal }) => history.watch(input, signal ?? never)),
      forget: on.history.forget.handler(({ input }) => history.forget(input)),
      replay: on.history.replay.handler(({ input, signal }) => history.replay(input, signal ?? never)),
    },
    online: {
      watch: on.online.watch.handler(({ input, signal }) => online.watch(input, signal ?? never)),
      view: on.online.view.handler(({ input }) => online.view(input)),
      settings: on.online.settings.handler(({ input }) => online.settings(input)),
      clearCache: on.online.clearCache.handler(({ input }) => online.clearCache(input)),
    },
    server: {
      watch: on.server.watch.handler(({ signal }) => localServer.watch(signal ?? never)),
      view: on.server.view.handler(() => localServer.view()),
      start: on.server.start.handler(() => localServer.start()),
      stop: on.server.stop.handler(() => localServer.stop()),
      settings: on.server.settings.handler(({ input }) => localServer.settings(input)),
      docsLink: on.server.docsLink.handler(() => localServer.docsLink()),
      tokens: {
        create: on.server.tokens.create.handler(({ input }) => localServer.createToken(input.name)),
        rename: on.server.tokens.rename.handler(({ input }) => localServer.renameToken(input.id, input.name)),
        revoke: on.server.tokens.revoke.handler(({ input }) => localServer.revokeToken(input.id)),
        restore: on.server.tokens.restore.handler(({ input }) => localServer.restoreToken(input.id)),
      },
    },
    models: {
      addRemote: on.models.addRemote.handler(({ input, signal }) => models.addRemote(input, signal ?? never)),
      changeToken: on.models.changeToken.handler(({ input, signal }) =>
        models.changeToken(input, signal ?? never),
      ),
      list: on.models.list.handler(() => models.list()),
      watch: on.models.watch.handler(({ signal }) => models.watch(signal ?? never)),
      show: on.models.show.handler(({ input }) => models.show(input)),
      import: on.models.import.handler(({ input, signal }) => models.import(input, signal ?? never)),
      alias: on.models.alias.handler(({ input }) => models.alias(input)),
      remove: on.models.remove.handler(({ input }) => models.remove(input)),
      restore: on.models.restore.handler(({ input }) => models.restore(input)),
      load: on.models.load.handler(({ input }) => models.load(input)),
      unload: on.models.unload.handler(({ input }) => models.unload(input)),
      settings: on.models.settings.handler(({ input }) => models.settings(input)),
      budget: on.models.budget.handler(() => models.budget()),
      setBudget: on.models.setBudget.handler(({ input }) => models.setBudget(input)),
      compare: on.models.compare.handler(({ input, signal }) => compare.compare(input, signal ?? never)),
      predict: on.models.predict.handler(({ input, context, signal }) =>
        predict(input, context.shell, signal ?? never),
      ),
    },
    jobs: {
      plan: on.jobs.plan.handler(({ input }) => jobs.plan(input)),
      create: on.jobs.create.handler(({ input }) => jobs.create(input)),
      list: on.jobs.list.handler(() => jobs.list()),
      show: on.jobs.show.handler(({ input }) => jobs.show(input.id)),
      watch: on.jobs.watch.handler(({ signal }) => jobs.watch(signal ?? never)),
      pause: on.jobs.pause.handler(({ input }) => jobs.pause(input.id)),
      resume: on.jobs.resume.handler(({ input }) => jobs.resume(input.id)),
      cancel: on.jobs.cancel.handler(({ input }) => jobs.cancel(input.id)),
      remove: on.jobs.remove.handler(({ input }) => jobs.remove(input.id)),
      restore: on.jobs.restore.handler(({ input }) => jobs.restore(input.id)),
      result: on.jobs.result.handler(({ input }) => jobs.result(input.id)),
      rejectedRows: on.jobs.rejectedRows.handler(({ input }) =>
        jobs.rejectedRows(input.id, input.offset, input.limit),
      ),
      pauseQueue: on.jobs.pauseQueue.handler(({ input }) => jobs.pauseQueue(input.paused)),
    },
  });
}
