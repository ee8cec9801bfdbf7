import { type DesktopBridge, desktopPortMessage } from '../../src-main/contract/bridge.ts';
import { channelCore } from '../../src-main/contract/channel.ts';
import type { OpenChannel } from './connection.ts';

const answersInMs = 5000;

/** The contract over the port that the desktop window's preload hands over; each asking gives a new one. */
export function portChannel(bridge: DesktopBridge<File>, page: Window): OpenChannel {
  return (signal) =>
    new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        page.removeEventListener('message', onMessage);
      };
      const onMessage = (event: MessageEvent<unknown>) => {
        const [port] = event.ports;
        if (event.source !== page || event.data !== desktopPortMessage || !port) return;
        leave();
        const core = channelCore({
          send: (frame) => port.postMessage(frame),
          close: () => {
            port.close();
            core.ended();
          },
        });
        port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
          if (typeof data === 'string') core.frame(data);
        });
        port.addEventListener('close', () => core.ended());
        port.start();
        resolve(core.channel);
      };
      const timer = setTimeout(() => {
        leave();
        reject(new Error('the window handed no port over'));
      }, answersInMs);
      page.addEventListener('message', onMessage);
      signal.addEventListener('abort', leave, { once: true });
      bridge.connect();
    });
}
