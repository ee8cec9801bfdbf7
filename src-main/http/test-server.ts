import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContractServer, type ServingTrouble, serveContract } from '../services/serve.ts';
import { type HttpOptions, type HttpServer, startHttp } from './server.ts';
import { testRouter } from './test-router.ts';

export interface TestServer {
  http: HttpServer;
  contractServer: ContractServer;
  served: ReturnType<typeof testRouter>;
  folder: string;
  port: number;
  troubles: ServingTrouble[];
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** A bare connection, for what no client would send. */
  raw(text: string): Promise<string>;
  stop(): Promise<void>;
}

export interface AskOptions {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
}

export const testToken = 'the-token-of-programs';
export const withToken = { authorization: `Bearer ${testToken}` };

/** A real server on a free port over a small console and the test router. */
export async function startTestServer(changes: Partial<HttpOptions> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'foredeck-http-'));
  const consoleFolder = join(folder, 'console');
  await mkdir(join(consoleFolder, 'assets'), { recursive: true });
  await writeFile(join(consoleFolder, 'index.html'), '<!doctype html><title>Console</title>');
  await writeFile(join(consoleFolder, 'docs.html'), '<!doctype html><title>Docs</title>');
  await writeFile(join(consoleFolder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(consoleFolder, 'assets', 'index-B1c2D3e4.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'not of the console');

  const served = testRouter();
  const troubles: ServingTrouble[] = [];
  const contractServer = serveContract(served.router, (trouble) => troubles.push(trouble));
  const http = await startHttp({
    contractServer,
    host: '127.0.0.1',
    port: 0,
    token: testToken,
    consoleFolder,
    uploadsFolder: join(folder, 'uploads'),
    outputOf: async () => ({ path: join(folder, 'secret.txt'), name: 'scored.csv' }),
    knowsPath: async () => false,
    isReady: () => true,
    report: (trouble) => troubles.push(trouble),
    ...changes,
  });
  const port = Number(new URL(http.url).port);
  const sockets: Socket[] = [];
  return {
    http,
    contractServer,
    served,
    folder,
    port,
    troubles,
    ask: (path, options) => ask({ port, path, ...options }),
    raw: (text) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      sockets.push(socket);
      return received(socket);
    },
    async stop() {
      await http.stop();
      contractServer.stop();
      for (const socket of sockets) socket.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ask({ body, ...options }: AskOptions & { port: number; path: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: bytes.toString(),
          bytes,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Everything a connection says until the other side ends it. */
export function received(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}
