import { channelCore } from '../../src-main/contract/channel.ts';
import { failed } from '../../src-main/contract/index.ts';
import type { OpenChannel } from './connection.ts';

/** A page is not told why its socket did not open; that something else answers tells a refusal from silence. */
async function whyNot(): Promise<Error> {
  try {
    const answer = await fetch('/v2/health/live', { signal: AbortSignal.timeout(2000) });
    if (answer.ok) return failed('UNAUTHORIZED', 'The backend does not know this page’s session.');
  } catch {
    // Silence.
  }
  return failed('CLOSED', 'The backend does not answer.', { retryable: true });
}

/** The contract over a WebSocket at `/rpc` of the page's own origin; the console's cookie says who asks. */
export function socketChannel(page: Location): OpenChannel {
  const address = `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/rpc`;
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      const core = channelCore({
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(frame);
        },
        close: () => socket.close(),
      });
      socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') core.frame(data);
        else socket.close();
      });
      socket.addEventListener('open', () => resolve(core.channel), { once: true });
      socket.addEventListener(
        'close',
        () => {
          core.ended();
          void whyNot().then(reject);
        },
        { once: true },
      );
      signal.addEventListener('abort', () => socket.close(), { once: true });
    });
}
