import type { OpenServer, ServerHost } from '../services/server.ts';
import { isLoopback } from './origin.ts';
import { type HttpOptions, type HttpServer, startHttp } from './server.ts';
import { newSecret } from './secrets.ts';

/** How long answers under way may take once the server is switched off. */
const drainMs = 5_000;

/** The host of a product without a console in it: switched on, it opens a port for programs alone. */
export function serverHost(
  options: Omit<HttpOptions, 'host' | 'port' | 'token' | 'consoleFolder'>,
): ServerHost {
  return {
    fixed: null,
    async open({ port, network }) {
      const http = await startHttp({
        ...options,
        host: network ? '0.0.0.0' : '127.0.0.1',
        network,
        port,
        // Nobody is ever told this one: programs have those that were made for them.
        token: newSecret(),
        consoleFolder: null,
      });
      return { ...opened(http), close: () => http.stop() };
    },
  };
}

/** The host of `foredeck serve`: its port is open for the console, and the switch lets programs in or not. */
export function consoleHost(http: HttpServer, options: { host: string; asksForToken: boolean }): ServerHost {
  const { asksForToken, host } = options;
  return {
    fixed: { port: Number(new URL(http.url).port || 80), network: !isLoopback(host), asksForToken },
    async open() {
      http.inference.open();
      return {
        ...opened(http),
        close: () => http.inference.close(drainMs),
      };
    },
  };
}

function opened(http: HttpServer): Omit<OpenServer, 'close'> {
  return {
    url: http.url,
    counts: () => ({ inFlight: http.inference.inFlight, connections: http.connections }),
    newDocsLink: () => http.newLink('/docs'),
  };
}
