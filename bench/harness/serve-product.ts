import { type Backend, type BackendOptions, openBackend } from '../../src-main/app/main.ts';
import { appVersion } from '../../src-main/app/version.ts';
import { type HttpServer, servedProduct, startHttp } from '../../src-main/http/index.ts';
import type { InferenceService } from '../../src-main/services/inference.ts';

export interface Served {
  url: string;
  backend: Backend;
  stop(): Promise<void>;
}

/** The product and its local server in this process, as `foredeck serve --no-ui` starts them, on any free port. */
export async function serveProduct(
  options: Omit<BackendOptions, 'shell'> & { token: string | null },
): Promise<Served> {
  const { token, ...rest } = options;
  const backend = await openBackend({ ...rest, shell: 'browser' });
  try {
    const http = await serveBackend(backend, { token, inference: backend.inference });
    return {
      url: http.url,
      backend,
      async stop() {
        await http.stop();
        await backend.stop();
      },
    };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

export function serveBackend(
  backend: Backend,
  { token, inference }: { token: string | null; inference: InferenceService },
): Promise<HttpServer> {
  return startHttp({
    ...servedProduct(backend),
    contractServer: backend.server,
    host: '127.0.0.1',
    port: 0,
    token,
    inference,
    version: appVersion,
    consoleFolder: null,
  });
}

/** A service that answers every request for tensors at once, with the outputs of a real answer. */
export function instantService(service: InferenceService, outputs: string): InferenceService {
  return {
    ...service,
    infer: ({ name }) => Promise.resolve({ name, version: '1', outputs, binary: [], cache: 'off' }),
  };
}
