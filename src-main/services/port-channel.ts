import { type Channel, channelCore } from '../contract/channel.ts';

/** What node:worker_threads' MessagePort and Electron's MessagePortMain have in common. */
export interface PortLike {
  postMessage(message: string): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** The contract's channel over a message port. A message that is no text closes it. */
export function portChannel(port: PortLike): Channel {
  const core = channelCore({ send: (frame) => port.postMessage(frame), close: () => port.close() });
  port.on('message', (message) => {
    // Node hands over the value, Electron an event that carries it.
    const text = isEvent(message) ? message.data : message;
    if (typeof text === 'string') core.frame(text);
    else core.channel.close();
  });
  port.on('close', () => core.ended());
  port.start();
  return core.channel;
}

function isEvent(message: unknown): message is { data: unknown } {
  return typeof message === 'object' && message !== null && 'data' in message;
}
