import { RPCLink } from '@orpc/client/websocket';
import type { OpenWire } from './connection.ts';

/** The contract over a WebSocket at `/rpc` of the page's own origin; the console's cookie says who asks. */
export function socketWire(page: Location): OpenWire {
  const address = `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/rpc`;
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      const closed = new Promise<void>((settle) => socket.addEventListener('close', () => settle(), { once: true }));
      const link = new RPCLink({ websocket: socket });
      socket.addEventListener('open', () => resolve({ link, closed, close: () => socket.close() }), { once: true });
      socket.addEventListener('close', () => reject(new Error('the socket did not open')), { once: true });
      signal.addEventListener('abort', () => socket.close(), { once: true });
    });
}
