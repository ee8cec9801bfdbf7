import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';

type PortUsed = Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'>;

/** A message port of the main process: like Electron's, it is silent until `start`. */
export class StandInPort extends EventEmitter implements PortUsed {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
    port.unref();
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }
  postMessage(message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in does not pass ports over ports.');
    this.#port.postMessage(message);
  }
  close(): void {
    this.#port.close();
  }
}

export class StandInChannel implements Record<keyof Electron.MessageChannelMain, StandInPort> {
  readonly port1: StandInPort;
  readonly port2: StandInPort;
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new StandInPort(port1);
    this.port2 = new StandInPort(port2);
  }
}
