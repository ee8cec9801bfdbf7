// Loaded before a utility process's module: gives it the port to its parent that Electron gives.
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

class StandInParentPort extends EventEmitter implements Pick<Electron.ParentPort, 'postMessage'> {
  constructor() {
    super();
    process.on('message', (data) => this.emit('message', { data, ports: [] }));
    process.on('disconnect', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    if (process.connected) process.send?.(message);
  }
}

Object.assign(process, { parentPort: new StandInParentPort() });
