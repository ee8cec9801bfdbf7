import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { type BrowserPage, openBrowserPage } from './browser-page.ts';
import { type ContentsEvents, createEvent } from './events.ts';
import { ipcMain } from './ipc-main.ts';
import type { FromPage } from './page-halves.ts';
import type { StandInPort } from './ports.ts';
import { requestOf } from './protocol.ts';

type ContentsUsed = Pick<Electron.WebContents, 'reload' | 'send' | 'setWindowOpenHandler'>;
type FrameUsed = Pick<Electron.WebFrameMain, 'origin' | 'postMessage'> & { parent: object | null };

/** What a test may look at. */
export interface ContentsRecord {
  navigations: { url: string; allowed: boolean }[];
  windowsOpened: { url: string; action: string }[];
  console: string[];
  crashes: number;
}

export class StandInContents extends EventEmitter implements ContentsUsed {
  readonly record: ContentsRecord = { navigations: [], windowsOpened: [], console: [], crashes: 0 };
  readonly mainFrame: FrameUsed;
  readonly #options: Electron.BrowserWindowConstructorOptions;
  readonly #ports = new Map<number, StandInPort>();
  #openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });
  #page: Promise<BrowserPage> | null = null;
  #crashed = false;
  #url = '';
  #nextPort = 1;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.#options = options;
    this.mainFrame = {
      origin: 'app://foredeck',
      parent: null,
      postMessage: (channel, message, transfer = []) =>
        this.#post(channel, message, transfer as unknown as StandInPort[]),
    };
    app.tell('web-contents-created', this as unknown as Electron.WebContents);
  }

  /** The page in the browser. */
  page(): Promise<BrowserPage> {
    this.#page ??= this.#openPage();
    return this.#page;
  }
  async loadURL(url: string): Promise<void> {
    this.#url = url;
    await (await this.page()).load(url);
    this.emit('did-finish-load');
  }
  reload(): void {
    if (this.#crashed) {
      this.#crashed = false;
      this.#page = null;
      void this.loadURL(this.#url);
    } else void this.page().then((page) => page.reload());
  }
  send(channel: string, ...args: unknown[]): void {
    this.#post(channel, args[0], []);
  }
  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.#openHandler = handler;
  }
  async close(): Promise<void> {
    this.#closePorts();
    await (await this.#page)?.close();
  }

  #tell<Name extends keyof ContentsEvents>(name: Name, ...args: ContentsEvents[Name]): void {
    this.emit(name, createEvent(), ...args);
  }

  async #openPage(): Promise<BrowserPage> {
    const { webPreferences = {}, width = 800, height = 600 } = this.#options;
    return openBrowserPage({
      size: { width, height },
      preloadSource: webPreferences.preload ? readFileSync(webPreferences.preload, 'utf8') : '',
      events: {
        fromPage: (message) => this.#fromPage(message),
        navigates: (navigation) => this.#navigates(navigation),
        opensWindow: (url) => {
          const { action } = this.#openHandler({
            url,
            frameName: '',
            features: '',
            disposition: 'new-window',
            referrer: { url: this.#url, policy: 'no-referrer' },
          });
          this.record.windowsOpened.push({ url, action });
        },
        request: requestOf,
        crashed: () => {
          this.#crashed = true;
          this.record.crashes += 1;
          this.#closePorts();
          this.#tell('render-process-gone', { reason: 'crashed', exitCode: 5 });
        },
        console: (line) => this.record.console.push(line),
      },
    });
  }

  #navigates({ url, isMainFrame, byMain }: { url: string; isMainFrame: boolean; byMain: boolean }): boolean {
    if (!byMain) {
      const names = isMainFrame ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate'];
      const details = Object.assign(createEvent(), { url, isMainFrame, isSameDocument: false });
      for (const name of names) this.emit(name, details);
      this.record.navigations.push({ url, allowed: !details.defaultPrevented });
      if (details.defaultPrevented) return false;
    }
    if (isMainFrame) {
      this.#closePorts();
      this.emit(
        'did-start-navigation',
        Object.assign(createEvent(), { url, isMainFrame, isSameDocument: false }),
      );
    }
    return true;
  }

  #fromPage(message: FromPage): void {
    if (message.kind === 'preload-failed') throw new Error(`The preload failed: ${message.message}`);
    if (message.kind === 'port') this.#ports.get(message.id)?.postMessage(message.data);
    else if (message.kind === 'port-close') this.#ports.get(message.id)?.close();
    else ipcMain.receive(message.channel, this, this.mainFrame, message.args);
  }

  #post(channel: string, message: unknown, transfer: StandInPort[]): void {
    const portIds = transfer.map((port) => {
      const id = this.#nextPort++;
      this.#ports.set(id, port);
      port.on('message', ({ data }: { data: unknown }) => this.#toPage({ kind: 'port', id, data }));
      port.on('close', () => {
        if (this.#ports.delete(id)) this.#toPage({ kind: 'port-close', id });
      });
      port.start();
      return id;
    });
    this.#toPage({ kind: 'message', channel, message, portIds });
  }

  #toPage(message: Parameters<BrowserPage['toPage']>[0]): void {
    void this.#page?.then((page) => page.toPage(message));
  }

  /** The document that held the other ends is gone. */
  #closePorts(): void {
    const ports = [...this.#ports.values()];
    this.#ports.clear();
    for (const port of ports) port.close();
  }
}
