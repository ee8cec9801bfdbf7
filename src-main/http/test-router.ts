import { implement } from '@orpc/server';
import { failed } from '../contract/failure.ts';
import { contract, type Job } from '../contract/index.ts';
import type { Caller } from '../services/serve.ts';

/**
 * A small honest implementation of the contract for tests of the ways in: it keeps what it is told, and it counts
 * the streams and calls that are open, so that a test can see them end.
 */
export function testRouter() {
  const os = implement(contract).$context<Caller>();
  const kept = new Map<string, string>();
  const state = {
    /** Streams that are running now. */
    streams: 0,
    /** Calls that wait for their signal now. */
    waiting: 0,
    /** Frames that streams have yielded. */
    yielded: 0,
    /** Calls that reached a handler, by name. */
    handled: [] as string[],
    /** Why waiting calls ended. */
    aborted: 0,
    /** Stops the stream after so many frames, with an error of that kind. */
    streamBreaks: null as null | { after: number; error: Error },
  };
  const unbuilt = (): never => {
    throw failed('NOT_SUPPORTED', 'The test router does not do this.');
  };

  const router = os.router({
    app: {
      info: os.app.info.handler(({ context }) => ({
        version: '0.0.0',
        shell: context.shell,
        dataFolder: 'data',
        cores: 2,
        memoryBytes: 1,
        platform: 'test',
      })),
      status: os.app.status.handler(async function* ({ signal }) {
        state.streams += 1;
        try {
          for (let frame = 0; !signal?.aborted; frame += 1) {
            if (state.streamBreaks && frame === state.streamBreaks.after) throw state.streamBreaks.error;
            state.yielded += 1;
            yield {
              atMs: frame,
              engine: { state: 'ready' as const, processes: [] },
              jobs: { running: 0, queued: 0, paused: 0 },
              queuePaused: false,
              server: { state: 'off' as const, url: null },
              offline: { on: false, refused: 0 },
              served: {
                rows: 0,
                today: { rows: 0, sinceMs: 0 },
                hour: { sinceMs: 0, answered: 0, notAnswered: 0, p50Ms: null, p99Ms: null },
              },
              cpuShare: 0,
              memoryBytes: 0,
              notices: [],
            };
          }
        } finally {
          state.streams -= 1;
        }
      }),
      dismissNotice: os.app.dismissNotice.handler(({ input }) => {
        state.handled.push('dismissNotice');
        if (input.id === 'unexpected') throw new TypeError('secret at /home/someone/file.ts:1');
      }),
      setOffline: os.app.setOffline.handler(unbuilt),
      remember: os.app.remember.handler(({ input }) => {
        kept.set(input.key, input.value);
      }),
      recall: os.app.recall.handler(({ input }) => ({ value: kept.get(input.key) ?? null })),
    },
    files: {
      /** Answers with as many bytes as the path says, e.g. `5000000.csv`. */
      describe: os.files.describe.handler(({ input }) => {
        const sizeBytes = Number.parseInt(input.path, 10);
        if (Number.isNaN(sizeBytes)) {
          throw failed('INPUT_NOT_FOUND', `There is no file ${input.path}.`, {
            details: { file: input.path, hint: 'Choose another file.' },
          });
        }
        return {
          path: input.path,
          name: input.path,
          format: 'csv' as const,
          sizeBytes,
          dialect: null,
          columns: ['text'],
          rows: [{ line: 2, cells: ['é'.repeat(sizeBytes)] }],
          survey: { rows: 1, complete: true, rowsEstimate: 1, missing: [0] },
        };
      }),
      choose: os.files.choose.handler(unbuilt),
      open: os.files.open.handler(unbuilt),
      reveal: os.files.reveal.handler(unbuilt),
      samples: os.files.samples.handler(() => []),
    },
    jobs: {
      plan: os.jobs.plan.handler(unbuilt),
      create: os.jobs.create.handler(({ input }) => ({
        ...aJob,
        inputPath: input.input,
        inputName: String(Object.keys(input.mapping).length),
      })),
      list: os.jobs.list.handler(() => []),
      show: os.jobs.show.handler(({ input }) => ({ ...aJob, id: input.id })),
      /** Yields one frame and then waits for good, as a quiet queue does. */
      watch: os.jobs.watch.handler(async function* ({ signal }) {
        state.streams += 1;
        try {
          yield [aJob];
          await aborted(signal);
        } finally {
          state.streams -= 1;
        }
      }),
      pause: os.jobs.pause.handler(({ input }) => ({ ...aJob, id: input.id })),
      resume: os.jobs.resume.handler(unbuilt),
      cancel: os.jobs.cancel.handler(unbuilt),
      remove: os.jobs.remove.handler(unbuilt),
      restore: os.jobs.restore.handler(unbuilt),
      /** Waits until it is cancelled. */
      result: os.jobs.result.handler(async ({ signal }) => {
        state.waiting += 1;
        try {
          await aborted(signal);
          state.aborted += 1;
          throw signal?.reason ?? new Error('aborted');
        } finally {
          state.waiting -= 1;
        }
      }),
      rejectedRows: os.jobs.rejectedRows.handler(({ input }) => ({
        rows: [],
        kept: input.offset,
        total: input.limit,
      })),
      pauseQueue: os.jobs.pauseQueue.handler(unbuilt),
    },
    history: {
      list: os.history.list.handler(() => ({ entries: [], more: false })),
      watch: os.history.watch.handler(unbuilt),
      forget: os.history.forget.handler(unbuilt),
      replay: os.history.replay.handler(unbuilt),
    },
    online: {
      watch: os.online.watch.handler(unbuilt),
      view: os.online.view.handler(unbuilt),
      settings: os.online.settings.handler(unbuilt),
      clearCache: os.online.clearCache.handler(unbuilt),
    },
    server: {
      watch: os.server.watch.handler(unbuilt),
      view: os.server.view.handler(unbuilt),
      start: os.server.start.handler(unbuilt),
      stop: os.server.stop.handler(unbuilt),
      settings: os.server.settings.handler(unbuilt),
      docsLink: os.server.docsLink.handler(unbuilt),
      tokens: {
        create: os.server.tokens.create.handler(unbuilt),
        rename: os.server.tokens.rename.handler(unbuilt),
        revoke: os.server.tokens.revoke.handler(unbuilt),
        restore: os.server.tokens.restore.handler(unbuilt),
      },
    },
    models: {
      addRemote: os.models.addRemote.handler(unbuilt),
      changeToken: os.models.changeToken.handler(unbuilt),
      list: os.models.list.handler(() => []),
      watch: os.models.watch.handler(unbuilt),
      show: os.models.show.handler(unbuilt),
      import: os.models.import.handler(unbuilt),
      alias: os.models.alias.handler(unbuilt),
      remove: os.models.remove.handler(unbuilt),
      restore: os.models.restore.handler(unbuilt),
      load: os.models.load.handler(unbuilt),
      unload: os.models.unload.handler(unbuilt),
      settings: os.models.settings.handler(unbuilt),
      budget: os.models.budget.handler(() => ({ budgetBytes: 1e6, residentBytes: 0, idleMs: 1_000 })),
      setBudget: os.models.setBudget.handler(unbuilt),
      compare: os.models.compare.handler(unbuilt),
      predict: os.models.predict.handler(unbuilt),
    },
  });
  return { router, state };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

const aJob: Job = {
  id: 'job-1',
  state: 'queued',
  inputPath: '/data/flights.csv',
  inputName: 'flights.csv',
  outputPath: '/data/flights.scored.csv',
  model: { name: 'flight-delay', version: '1' },
  createdAtMs: 1,
  startedAtMs: null,
  endedAtMs: null,
  runAfterMs: null,
  waitingFor: null,
  attempts: 0,
  progress: {
    rowsDone: 0,
    rejected: 0,
    bytesDone: 0,
    bytesTotal: 1,
    share: null,
    rowsPerSecond: null,
    secondsLeft: null,
    stages: { read: 0, encode: 0, infer: 0, write: 0 },
  },
  failure: null,
};
