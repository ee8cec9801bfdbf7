import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { request as ask, createServer, type IncomingMessage } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type ContractConnection, connectContract } from '../contract/client.ts';
import { type Failure, FailureError, failed } from '../contract/failure.ts';
import { failureSchema } from '../contract/failure-schema.ts';
import type { ContractServer } from '../services/serve.ts';
import { sendJson } from './exchange.ts';
import { newSecret, secretSet } from './secrets.ts';
import { closeSocket, socketChannel } from './socket-channel.ts';
import { contractSockets } from './upgrade.ts';

/** Where the holder of a data folder listens for commands, and what they show it. */
export interface ControlAddress {
  address: string;
  token: string;
}

export interface Control extends ControlAddress {
  stop(): Promise<void>;
}

const linkPath = '/link';
/** The shortest limit of a socket's path among the platforms (macOS: 104 bytes with the final zero). */
const mostPathBytes = 103;

/**
 * Where the control socket of that folder is: a named pipe on Windows, elsewhere a socket in a folder of this user's
 * own. It does not lie in the data folder, whose path may be too long for one.
 */
export function controlAddress(dataFolder: string, platform: NodeJS.Platform = process.platform): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\foredeck-${name}`;
  const { uid } = userInfo();
  const places = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter((place) => place !== undefined);
  for (const place of places) {
    const address = join(place, `foredeck-${uid}`, `${name}.sock`);
    if (place.startsWith('/') && Buffer.byteLength(address) <= mostPathBytes) return address;
  }
  throw failed(
    'FOLDER_UNUSABLE',
    'There is no place for the control socket: the temporary folder has too long a path.',
  );
}

/**
 * Listens for commands on this machine, by this user: the socket's folder is readable by nobody else, and a caller
 * shows a token that stands in the data folder. Only the holder of the folder may start it, as it takes the place
 * of a socket that was left behind. `newLink` gives a URL that opens the console once, where there is one.
 */
export async function startControl(options: {
  contractServer: ContractServer;
  dataFolder: string;
  newLink(): string | null;
}): Promise<Control> {
  const address = controlAddress(options.dataFolder);
  const isPipe = address.startsWith('\\\\');
  if (!isPipe) {
    await ownFolder(join(address, '..'));
    await rm(address, { force: true });
  }
  const token = newSecret();
  const known = secretSet(1);
  known.add(token);
  const admits = (request: IncomingMessage): boolean => {
    return known.has(/^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '');
  };

  const sockets = contractSockets({
    server: options.contractServer,
    caller: { shell: 'command' },
    refuse: (request) => (admits(request) ? null : { status: 401, failure: unknownCaller }),
  });
  const server = createServer((request, response) => {
    if (!admits(request)) return sendJson(response, 401, unknownCaller);
    if (request.url !== linkPath)
      return sendJson(response, 404, failed('NOT_FOUND', 'No such place.').failure);
    sendJson(response, 200, { link: options.newLink() });
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  server.listen(address);
  await once(server, 'listening');

  let stopping: Promise<void> | null = null;
  return {
    address,
    token,
    stop() {
      stopping ??= new Promise((resolve) => {
        sockets.stop();
        // Closing a listening socket removes its file.
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      return stopping;
    },
  };
}

/** A client of the process that holds a folder. Throws FOLDER_IN_USE when it does not answer or refuses. */
export async function connectControl(holder: ControlAddress): Promise<ContractConnection> {
  const socket = new WebSocket(`ws+unix:${holder.address}:/rpc`, {
    headers: { authorization: `Bearer ${holder.token}` },
    perMessageDeflate: false,
    maxPayload: 0,
    handshakeTimeout: handshakeMs,
  });
  const channel = socketChannel(socket);
  try {
    await once(socket, 'open');
  } catch (thrown) {
    closeSocket(socket, 1000);
    throw unreachable(thrown);
  }
  return connectContract(channel);
}

/** A URL that opens the console of the process that holds a folder, once; null when it serves none. */
export function requestLink(holder: ControlAddress): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const asked = ask(
      {
        socketPath: holder.address,
        path: linkPath,
        headers: { host: 'localhost', authorization: `Bearer ${holder.token}` },
        timeout: handshakeMs,
        agent: false,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => {
          try {
            resolve(linkFrom(JSON.parse(text)));
          } catch (thrown) {
            reject(unreachable(thrown));
          }
        });
        response.on('error', (thrown) => reject(unreachable(thrown)));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('timed out')));
    asked.on('error', (thrown) => reject(unreachable(thrown)));
    asked.end();
  });
}

const handshakeMs = 5000;
const unknownCaller: Failure = failed(
  'UNAUTHORIZED',
  'The token is not the one of this data folder.',
).failure;

function linkFrom(answer: unknown): string | null {
  const failure = failureSchema.safeParse(answer);
  if (failure.success) throw new FailureError(failure.data);
  const link = typeof answer === 'object' && answer !== null && 'link' in answer ? answer.link : null;
  return typeof link === 'string' ? link : null;
}

function unreachable(thrown: unknown): FailureError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return failed('FOLDER_IN_USE', `Another Foredeck holds this data folder and does not answer (${reason}).`, {
    details: { hint: 'Wait until it has started or ended, or name another folder with --data.' },
    retryable: true,
  });
}

/** Makes the folder for this user alone. One that somebody else put there before, or a link, is refused. */
async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const about = await lstat(folder);
  if (!about.isDirectory() || about.uid !== userInfo().uid) {
    throw failed('FOLDER_UNUSABLE', `The folder of the control socket, ${folder}, belongs to another user.`);
  }
  await chmod(folder, 0o700);
}
