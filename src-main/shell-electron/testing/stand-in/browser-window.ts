import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { createEvent } from './events.ts';
import { StandInContents } from './web-contents.ts';

type WindowUsed = Pick<
  Electron.BrowserWindow,
  | 'close'
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'setBounds'
  | 'show'
>;

export class StandInWindow extends EventEmitter implements WindowUsed {
  static readonly all: StandInWindow[] = [];
  static getFocusedWindow(): StandInWindow | null {
    return StandInWindow.all.find((window) => window.focused && !window.isDestroyed()) ?? null;
  }

  static #tellOpened: () => void;
  /** Resolves when the first window was made. */
  static readonly opened = new Promise<void>((resolve) => {
    StandInWindow.#tellOpened = resolve;
  });

  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: StandInContents;
  focused = false;
  visible: boolean;
  #bounds: Electron.Rectangle;
  #maximized = false;
  #destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.visible = options.show ?? true;
    this.#bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.webContents = new StandInContents(options);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    StandInWindow.all.push(this);
    app.windows.add(this);
    StandInWindow.#tellOpened();
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  show(): void {
    this.visible = true;
    this.focused = true;
  }
  focus(): void {
    this.focused = true;
  }
  maximize(): void {
    this.#maximized = true;
  }
  restore(): void {}
  isMaximized(): boolean {
    return this.#maximized;
  }
  isMinimized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getNormalBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }
  close(): void {
    if (this.#destroyed) return;
    const event = createEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#destroyed = true;
    void this.webContents.close();
    this.emit('closed');
    app.windowClosed(this);
  }
}
