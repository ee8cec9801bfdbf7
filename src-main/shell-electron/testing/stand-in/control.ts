import type * as Electron from 'electron';
import { app } from './app.ts';
import { StandInWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { privilegedSchemes, requestOf } from './protocol.ts';
import { answers, applicationMenu, asked, permissions, requests } from './system.ts';

function window(): StandInWindow {
  const last = StandInWindow.all.findLast((one) => !one.isDestroyed());
  if (!last) throw new Error('There is no window.');
  return last;
}

function menuItem(id: string): Electron.MenuItemConstructorOptions | undefined {
  const items = applicationMenu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  return items.find((item) => item.id === id);
}

/** What a test may do to the program under the stand-in, and ask of it. Everything goes and comes as plain data. */
const commands = {
  opened: () => StandInWindow.opened,
  evaluate: async (expression: string): Promise<unknown> =>
    (await window().webContents.page()).evaluate(expression),
  click: async (name: string): Promise<void> => (await window().webContents.page()).click(name),
  drop: async (selector: string, paths: string[]): Promise<void> =>
    (await window().webContents.page()).drop(selector, paths),
  crashPage: async (): Promise<void> => (await window().webContents.page()).crash(),
  record: () => window().webContents.record,
  windows: () =>
    StandInWindow.all.map((one) => ({
      options: one.options,
      visible: one.visible,
      maximized: one.isMaximized(),
      destroyed: one.isDestroyed(),
    })),
  setBounds: (bounds: Electron.Rectangle) => window().setBounds(bounds),
  maximize: () => window().maximize(),
  closeWindow: () => window().close(),
  app: () => ({ name: app.name, sandboxed: app.sandboxed, userData: app.getPath('userData') }),
  schemes: () => privilegedSchemes,
  async request(url: string, method = 'GET') {
    // Unlike `fetch`, this keeps a path such as `/../x` as it was written.
    const response = await requestOf({ url, method } as Request);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
  },
  /** Whether a request of the page would be cancelled. */
  cancelsRequest(url: string): boolean {
    let cancelled = false;
    requests.before?.({ url } as Electron.OnBeforeRequestListenerDetails, ({ cancel }) => {
      cancelled = cancel ?? false;
    });
    return cancelled;
  },
  permission(permission: string, url: string, mediaTypes?: ('video' | 'audio')[]) {
    const contents = window().webContents as unknown as Electron.WebContents;
    const named = permission as 'media';
    const details = {
      requestingUrl: url,
      isMainFrame: true,
      ...(mediaTypes ? { mediaTypes } : {}),
    } as Electron.MediaAccessPermissionRequest;
    let granted: boolean | null = null;
    permissions.request?.(
      contents,
      named,
      (answer) => {
        granted = answer;
      },
      details,
    );
    const checked = permissions.check?.(
      contents,
      named,
      new URL(url).origin === 'null' ? url : new URL(url).origin,
      {
        isMainFrame: true,
        ...(mediaTypes?.[0] ? { mediaType: mediaTypes[0] } : {}),
      } as Electron.PermissionCheckHandlerHandlerDetails,
    );
    return { granted, checked };
  },
  /** Plays a message from a frame that the product did not make. Answers the messages it was sent back. */
  sendFrom(frame: { origin: string; isMainFrame: boolean } | null, channel: string): unknown[] {
    const sent: unknown[] = [];
    const senderFrame = frame && {
      origin: frame.origin,
      parent: frame.isMainFrame ? null : {},
      postMessage: (...message: unknown[]) => sent.push(message.slice(0, 2)),
    };
    const sender = { send: (...message: unknown[]) => sent.push(message) };
    if (!ipcMain.receive(channel, sender, senderFrame, [])) throw new Error(`Nobody listens to ${channel}.`);
    return sent;
  },
  openFile: (path: string) => app.tell('open-file', path).defaultPrevented,
  menu: () => applicationMenu.map(({ label, role }) => label ?? role),
  clickMenu(id: string): void {
    const click = menuItem(id)?.click as (() => void) | undefined;
    if (!click) throw new Error(`There is no menu entry ${id}.`);
    click();
  },
  asked: () => asked,
  answer: (next: Partial<typeof answers>) => void Object.assign(answers, next),
  quit: () => app.quit(),
};
export type Commands = typeof commands;

/** Takes commands over the channel to the process that started this one. */
export function listenToTest(): void {
  const carryOut = async ({ id, name, args }: { id: number; name: keyof Commands; args: unknown[] }) => {
    try {
      const value = await (commands[name] as (...args: unknown[]) => unknown)(...args);
      process.send?.({ id, value });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  process.on('message', (command: Parameters<typeof carryOut>[0]) => void carryOut(command));
}
