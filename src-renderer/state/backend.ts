import type { ContractClient } from '../../src-main/contract/client.ts';
import { type Connection, createConnection } from '../client/connection.ts';
import { choosePlatform, type Platform } from '../client/platform.ts';

interface Backend {
  connection: Connection;
  platform: Platform;
}
let backend: Backend | null = null;

/** Opens the way to the backend once, at start. */
export function connectBackend(): Backend {
  if (!backend) {
    const platform = choosePlatform(window);
    backend = { platform, connection: createConnection(platform.openChannel) };
  }
  return backend;
}

/** The contract's calls. */
export function client(): ContractClient {
  return connectBackend().connection.client;
}

export function platform(): Platform {
  return connectBackend().platform;
}
