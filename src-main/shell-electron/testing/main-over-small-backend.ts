// The desktop shell over the smallest backend that is real: the contract served over the port, one engine process.
import { fileURLToPath } from 'node:url';
import { implement } from '@orpc/server';
import { failed } from '../../contract/failure.ts';
import { contract } from '../../contract/index.ts';
import { createEnginePool } from '../../engine/client/index.ts';
import { testRouter } from '../../http/test-router.ts';
import { portChannel } from '../../services/port-channel.ts';
import { type Caller, serveContract } from '../../services/serve.ts';
import type { OpenDesktopBackend } from '../backend.ts';
import { startDesktop } from '../desktop.ts';

const openBackend: OpenDesktopBackend = async ({ dataFolder, host, forkEngine }) => {
  if (process.env.BACKEND_REFUSES) throw failed('FOLDER_IN_USE', 'Another console holds the data folder.');
  const entryUrl = process.env.ENGINE_ENTRY;
  if (!entryUrl || dataFolder === null) throw new Error('The test gives an engine entry and a data folder.');
  const engine = createEnginePool({ entryUrl: new URL(entryUrl), size: 1, fork: forkEngine });
  engine.start();
  await engine.ready();

  const os = implement(contract).$context<Caller>();
  const { router } = testRouter();
  const server = serveContract(
    {
      ...router,
      app: {
        ...router.app,
        status: os.app.status.handler(async function* () {
          await engine.ready();
          yield {
            atMs: 0,
            engine: { state: 'ready' as const, processes: engine.status },
            jobs: { running: 0, queued: 0, paused: 0 },
            queuePaused: false,
            server: { state: 'off' as const, url: null },
            cpuShare: 0,
            memoryBytes: 0,
            notices: [],
          };
        }),
      },
      files: {
        ...router.files,
        choose: os.files.choose.handler(async () => ({ paths: await host.chooseFiles() })),
        open: os.files.open.handler(({ input }) => host.openPath(input.path)),
        reveal: os.files.reveal.handler(({ input }) => host.revealPath(input.path)),
      },
    },
    ({ call, error }) => console.error(call, error),
  );
  return {
    dataFolder,
    attachPort: (port) => server.attach(portChannel(port), { shell: 'desktop' }),
    async stop() {
      server.stop();
      await engine.stop();
      console.error('backend stopped');
    },
  };
};

startDesktop({
  openBackend,
  preloadPath: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
  rendererFolder: fileURLToPath(new URL('../renderer/', import.meta.url)),
});
