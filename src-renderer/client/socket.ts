import { channelCore } from '../../src-main/contract/channel.ts';
import type { OpenChannel } from './connection.ts';

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
          reject(new Error('the socket did not open'));
        },
        { once: true },
      );
      signal.addEventListener('abort', () => socket.close(), { once: true });
    });
}
