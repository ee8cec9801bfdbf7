// These two functions travel to the browser as text, so they use nothing from outside themselves but types.
import type * as Electron from 'electron';

export interface KnownFile {
  name: string;
  size: number;
  lastModified: number;
  path: string;
}

export type ToPage =
  | { kind: 'message'; channel: string; message: unknown; portIds: number[] }
  | { kind: 'port'; id: number; data: unknown }
  | { kind: 'port-close'; id: number }
  | { kind: 'files'; files: KnownFile[] };

export type FromPage =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'port'; id: number; data: unknown }
  | { kind: 'port-close'; id: number }
  | { kind: 'preload-failed'; message: string };

type Preload = (
  require: (name: string) => unknown,
  process: unknown,
  module: object,
  exports: object,
) => void;
type Crossing =
  | { kind: 'expose'; name: string; shape: Record<string, unknown> }
  | { kind: 'ready' }
  | { kind: 'call'; member: string; args: unknown[] }
  | { kind: 'undo'; undo: number }
  | { kind: 'callback'; callback: number; args: unknown[] }
  | { kind: 'answer'; value: unknown }
  | { kind: 'threw'; message: string };

/**
 * The preload's side: a world beside the page's that shares its document and nothing else, as with context isolation.
 * Values go between the two as structured clones in events on `window`, functions as numbers.
 */
export function isolatedWorld(platform: string, binding: string, entry: string, preload: Preload): void {
  if (window !== window.top || window.location.href === 'about:blank') return;
  const toMain = (message: FromPage): void =>
    (window as unknown as Record<string, (text: string) => void>)[binding]?.(JSON.stringify(message));
  const cross = (crossing: Crossing): void => {
    window.dispatchEvent(new MessageEvent('stand-in:from-preload', { data: crossing }));
  };
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, ...args: unknown[]) => void)[]>();
  const ports = new Map<number, MessagePort>();
  const files: KnownFile[] = [];
  const exposed = new Map<string, Record<string, unknown>>();
  const undos: (() => void)[] = [];

  const contextBridge: Pick<Electron.ContextBridge, 'exposeInMainWorld'> = {
    exposeInMainWorld(name, api: Record<string, unknown>) {
      exposed.set(name, api);
      expose(name, api);
    },
  };
  const expose = (name: string, api: Record<string, unknown>): void =>
    cross({
      kind: 'expose',
      name,
      shape: Object.fromEntries(
        Object.entries(api).map(([key, value]) => [
          key,
          typeof value === 'function' ? { call: `${name}.${key}` } : { value },
        ]),
      ),
    });

  const ipcRenderer = {
    on(channel: string, listener: (event: { ports: MessagePort[] }, ...args: unknown[]) => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    send: (channel: string, ...args: unknown[]) => toMain({ kind: 'send', channel, args }),
  } satisfies { on: unknown } & Pick<Electron.IpcRenderer, 'send'>;

  const webUtils: Pick<Electron.WebUtils, 'getPathForFile'> = {
    getPathForFile(file) {
      if (!(file instanceof File)) throw new TypeError('getPathForFile wants a File');
      const known = files.find(
        ({ name, size, lastModified }) =>
          name === file.name && size === file.size && lastModified === file.lastModified,
      );
      return known?.path ?? '';
    },
  };

  window.addEventListener('stand-in:from-page', (event) => {
    const crossing = (event as MessageEvent<Crossing>).data;
    if (crossing.kind === 'ready') for (const [name, api] of exposed) expose(name, api);
    if (crossing.kind === 'undo') undos[crossing.undo]?.();
    if (crossing.kind !== 'call') return;
    const [name = '', key = ''] = crossing.member.split('.');
    const args = crossing.args.map((arg) => {
      const callback = (arg as { callback?: number } | null)?.callback;
      if (callback === undefined) return arg;
      return (...given: unknown[]) => cross({ kind: 'callback', callback, args: given });
    });
    try {
      const member = exposed.get(name)?.[key];
      if (typeof member !== 'function') throw new TypeError(`${crossing.member} is no function`);
      const value: unknown = member(...args);
      cross({
        kind: 'answer',
        value: typeof value === 'function' ? { undo: undos.push(value as () => void) - 1 } : { value },
      });
    } catch (error) {
      cross({ kind: 'threw', message: String(error) });
    }
  });

  (window as unknown as Record<string, unknown>)[entry] = (message: ToPage): void => {
    if (message.kind === 'files') files.push(...message.files);
    else if (message.kind === 'port') ports.get(message.id)?.postMessage(message.data);
    else if (message.kind === 'port-close') ports.get(message.id)?.close();
    else {
      const given = message.portIds.map((id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.addEventListener('message', ({ data }) => toMain({ kind: 'port', id, data }));
        port1.addEventListener('close', () => toMain({ kind: 'port-close', id }));
        port1.start();
        return port2;
      });
      for (const listener of listeners.get(message.channel) ?? [])
        listener({ ports: given }, message.message);
    }
  };

  try {
    // A sandboxed preload gets little more than this.
    const require = (name: string): unknown => {
      if (name === 'electron') return { contextBridge, ipcRenderer, webUtils };
      throw new Error(`module not found: ${name}`);
    };
    const module = { exports: {} };
    preload(
      require,
      { platform, sandboxed: true, contextIsolated: true, type: 'renderer' },
      module,
      module.exports,
    );
  } catch (error) {
    toMain({ kind: 'preload-failed', message: String(error) });
  }
}

/** The page's side of what the preload exposes. */
export function pageWorld(): void {
  if (window !== window.top) return;
  const callbacks: ((...args: unknown[]) => void)[] = [];
  const answers: Crossing[] = [];
  const cross = (crossing: Crossing): void => {
    window.dispatchEvent(new MessageEvent('stand-in:from-page', { data: crossing }));
  };
  const call =
    (member: string) =>
    (...args: unknown[]): unknown => {
      const sent = args.map((arg) =>
        typeof arg === 'function'
          ? { callback: callbacks.push(arg as (...args: unknown[]) => void) - 1 }
          : arg,
      );
      cross({ kind: 'call', member, args: sent });
      const answer = answers.pop();
      if (answer?.kind === 'threw') throw new Error(answer.message);
      if (answer?.kind !== 'answer') return undefined;
      const { value, undo } = answer.value as { value?: unknown; undo?: number };
      return undo === undefined ? value : () => cross({ kind: 'undo', undo });
    };
  window.addEventListener('stand-in:from-preload', (event) => {
    const crossing = (event as MessageEvent<Crossing>).data;
    if (crossing.kind === 'answer' || crossing.kind === 'threw') answers.push(crossing);
    if (crossing.kind === 'callback') callbacks[crossing.callback]?.(...crossing.args);
    if (crossing.kind !== 'expose') return;
    const api = Object.entries(crossing.shape as Record<string, { call?: string; value?: unknown }>).map(
      ([key, { call: member, value }]) => [key, member === undefined ? value : call(member)],
    );
    Object.defineProperty(window, crossing.name, {
      value: Object.freeze(Object.fromEntries(api)),
      configurable: true,
    });
  });
  cross({ kind: 'ready' });
}
