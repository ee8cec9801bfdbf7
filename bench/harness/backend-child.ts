import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openBackend } from '../../src-main/app/main.ts';
import { channelCore } from '../../src-main/contract/channel.ts';
import { type BackendStart, type FromBackend, loopResolutionMs, type Question } from './backend-messages.ts';
import { resourcesOfProcess } from './resources.ts';
import { instantService, serveBackend } from './serve-product.ts';

/**
 * The whole product in a process of its own, with the contract spoken over the process's IPC channel: text messages
 * are the contract's frames, objects are questions of the harness. With `http` its local server as well.
 */
const { http, ...options } = JSON.parse(process.argv[2] ?? '') as BackendStart;
const send = (message: FromBackend): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};
const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });

try {
  const backend = await openBackend({ ...options, shell: 'command' });
  const { channel, frame } = channelCore({ send, close: () => process.disconnect() });
  backend.server.attach(channel, { shell: 'command' });
  const instant = http?.instantOutputsJson ?? null;
  const inference = instant === null ? backend.inference : instantService(backend.inference, instant);
  const server = http ? await serveBackend(backend, { token: null, inference }) : null;
  process.on('message', (message: string | Question) => {
    if (typeof message === 'string') return frame(message);
    switch (message.ask) {
      case 'stop':
        return void (async () => {
          await server?.stop();
          await backend.stop();
          process.exit(0);
        })();
      case 'resources':
        return void resourcesOfProcess().then((resources) => send({ resources }));
      case 'loop-start':
        loop.reset();
        loop.enable();
        return;
      case 'loop-end': {
        loop.disable();
        const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - loopResolutionMs);
        return send({
          loop: { p99Ms: delayMs(loop.percentile(99)), maxMs: delayMs(loop.max), samples: loop.count },
        });
      }
    }
  });
  // Like the product's shells: whoever started it is gone, so it ends too.
  process.on('disconnect', () => process.exit(0));
  send({ ready: { url: server?.url ?? null } });
} catch (error) {
  send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
}
