import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

type EventUsed = Pick<Electron.IpcMainEvent, 'ports'> & { sender: object; senderFrame: object | null };

class StandInIpcMain extends EventEmitter {
  /** A message from a frame. Answers whether anybody listens. */
  receive(channel: string, sender: object, senderFrame: object | null, args: unknown[]): boolean {
    const event: EventUsed = { ports: [], sender, senderFrame };
    return this.emit(channel, event, ...args);
  }
}

export const ipcMain = new StandInIpcMain();
