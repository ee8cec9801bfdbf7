import type { FromEngine, ToEngine } from '../protocol.ts';

/** The child's end of the wire to its supervisor. */
export interface HostChannel {
  send(message: FromEngine): void;
  onMessage(listener: (message: ToEngine) => void): void;
  /** Called once when the supervisor's end is gone. */
  onClose(listener: () => void): void;
}

/** Electron's `process.parentPort`, present in a process made by `utilityProcess.fork`. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/**
 * The wire this process was started with: Electron's parent port or Node's IPC channel.
 * @throws when the process was not started by a supervisor.
 */
export function channelToParent(): HostChannel {
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (event) => listener(event.data as ToEngine)),
      onClose: (listener) => port.on('close', listener),
    };
  }
  if (!process.send)
    throw new Error('An engine process is started by Foredeck itself and has no use on its own.');
  return {
    send(message) {
      // A reply that finds nobody is no news: the watchdog ends this process when its parent is gone.
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
    onMessage: (listener) => process.on('message', (message) => listener(message as ToEngine)),
    onClose: (listener) => process.once('disconnect', listener),
  };
}
