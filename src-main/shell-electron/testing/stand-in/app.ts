import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { startBrowser, stopBrowser } from './browser-page.ts';
import { type AppEvents, createEvent, type StandInEvent } from './events.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { machine } from './machine.ts';

type AppUsed = Pick<
  Electron.App,
  | 'enableSandbox'
  | 'exit'
  | 'getPath'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setName'
  | 'setPath'
  | 'whenReady'
>;

/** A window as `quit` needs it. */
interface Closable {
  close(): void;
  isDestroyed(): boolean;
}

class StandInApp extends EventEmitter implements AppUsed {
  readonly isPackaged = false;
  /** For a test to look at. */
  name = '';
  sandboxed = false;
  readonly windows = new Set<Closable>();
  readonly #paths = new Map([['userData', machine.userData]]);
  readonly #ready: Promise<void>;
  #isReady = false;
  #quitting = false;

  constructor() {
    super();
    this.#ready = startBrowser().then(() => {
      this.#isReady = true;
      this.emit('ready');
    });
  }

  tell<Name extends keyof AppEvents>(name: Name, ...args: AppEvents[Name]): StandInEvent {
    const event = createEvent();
    this.emit(name, event, ...args);
    return event;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }
  isReady(): boolean {
    return this.#isReady;
  }
  setName(name: string): void {
    this.name = name;
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`The stand-in has no path named ${name}.`);
    return path;
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.sandboxed = true;
  }
  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    const mine = { argv: process.argv, workingFolder: process.cwd(), data };
    return takeInstanceLock(this.getPath('userData'), mine, ({ argv, workingFolder, data: theirs }) =>
      this.tell('second-instance', argv, workingFolder, theirs),
    );
  }

  quit(): void {
    if (this.tell('before-quit').defaultPrevented) return;
    this.#quitting = true;
    for (const window of [...this.windows]) window.close();
    // A window that refused to close has called it off.
    if (this.windows.size > 0) this.#quitting = false;
    else this.#end(0);
  }
  exit(code = 0): void {
    void stopBrowser().then(() => {
      this.tell('quit', code);
      process.exit(code);
    });
  }
  windowClosed(window: Closable): void {
    this.windows.delete(window);
    if (this.#quitting || this.windows.size > 0) return;
    if (!this.emit('window-all-closed')) this.quit();
  }
  #end(code: number): void {
    if (this.tell('will-quit').defaultPrevented) {
      this.#quitting = false;
      return;
    }
    this.exit(code);
  }
}

export const app = new StandInApp();
