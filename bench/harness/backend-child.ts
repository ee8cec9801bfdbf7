import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openBackend } from '../../src-main/app/main.ts';
import { channelCore } from '../../src-main/contract/channel.ts';
import { type BackendStart, type FromBackend, loopResolutionMs } from './backend-messages.ts';

/**
 * The whole product in a process of its own, with the contract spoken over the process's IPC channel: text messages
 * are the contract's frames, objects are questions of the harness.
 */
const start = JSON.parse(process.argv[2] ?? '') as BackendStart;
const send = (message: FromBackend): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};
const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });

try {
  const backend = await openBackend({ ...start, shell: 'command' });
  const { channel, frame } = channelCore({ send, close: () => process.disconnect() });
  backend.server.attach(channel, { shell: 'command' });
  process.on('message', (message: string | { ask: 'loop-start' | 'loop-end' | 'stop' }) => {
    if (typeof message === 'string') return frame(message);
    if (message.ask === 'stop') return void backend.stop().then(() => process.exit(0));
    if (message.ask === 'loop-start') {
      loop.reset();
      loop.enable();
      return;
    }
    loop.disable();
    const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - loopResolutionMs);
    send({ loop: { p99Ms: delayMs(loop.percentile(99)), maxMs: delayMs(loop.max), samples: loop.count } });
  });
  // Like the product's shells: whoever started it is gone, so it ends too.
  process.on('disconnect', () => process.exit(0));
  send({ ready: { url: null } });
} catch (error) {
  send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
}
