import type * as Electron from 'electron';
import { app } from './app.ts';

type Handler = Parameters<Electron.Protocol['handle']>[1];
const handlers = new Map<string, Handler>();
export const privilegedSchemes: Electron.CustomScheme[] = [];

export const protocol: Pick<Electron.Protocol, 'handle' | 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged(schemes) {
    if (app.isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    privilegedSchemes.push(...schemes);
  },
  handle(scheme, handler) {
    if (!app.isReady()) throw new Error('protocol.handle can only be used after the app is ready');
    handlers.set(scheme, handler);
  },
};

/** What the handler of the URL's scheme answers. */
export async function requestOf(request: Request): Promise<Response> {
  const handler = handlers.get(new URL(request.url).protocol.slice(0, -1));
  if (!handler) throw new Error(`Nothing handles ${request.url}.`);
  return handler(request);
}
