import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root, workFolder } from './bundle.ts';
import { preparePython, programOf } from './python.ts';

const startMs = 60_000;
const folder = join(root, 'bench', 'peers', 'online');

export interface PeerServer {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** One way of setting a peer up; the benchmark tries them all and keeps the best. */
export interface PeerSetting {
  name: string;
  start(): Promise<PeerServer>;
}

export type Peer = { name: string; settings: PeerSetting[] } | { name: string; missing: string };

/** The model behind other servers, all with the same V2 bodies at the same path. */
export async function onlinePeers({
  name,
  path: modelPath,
}: {
  name: string;
  path: string;
}): Promise<Peer[]> {
  const requirements = (peer: string): string => join(folder, peer, 'requirements.txt');
  const fastapi = await preparePython('fastapi', requirements('fastapi'));
  const mlserver = await preparePython('mlserver', requirements('mlserver'));
  return [
    'missing' in mlserver
      ? { name: 'MLServer', missing: mlserver.missing }
      : { name: 'MLServer', settings: mlserverSettings(mlserver.python, name, modelPath) },
    'missing' in fastapi
      ? { name: 'FastAPI + onnxruntime', missing: fastapi.missing }
      : { name: 'FastAPI + onnxruntime', settings: fastapiSettings(fastapi.python, name, modelPath) },
  ];
}

/** Tries every setting with the most connections, for a short time; the rates are told too. */
export async function bestSetting(
  { name, settings }: { name: string; settings: PeerSetting[] },
  measure: (server: PeerServer) => Promise<number>,
): Promise<{ setting: PeerSetting; tried: { server: string; setting: string; perSecond: number }[] }> {
  const tried: { server: string; setting: string; perSecond: number }[] = [];
  let best: { setting: PeerSetting; perSecond: number } | null = null;
  for (const setting of settings) {
    const server = await setting.start();
    try {
      const perSecond = await measure(server);
      tried.push({ server: name, setting: setting.name, perSecond });
      if (!best || perSecond > best.perSecond) best = { setting, perSecond };
    } finally {
      await server.stop();
    }
  }
  if (!best) throw new Error(`${name} has no settings`);
  return { setting: best.setting, tried };
}

function fastapiSettings(python: string, name: string, modelPath: string): PeerSetting[] {
  return [1, 2].map((workers) => ({
    name: `${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    async start() {
      const port = await freePort();
      const options = ['--host', '127.0.0.1', '--port', String(port), '--workers', String(workers)];
      const quick = ['--loop', 'uvloop', '--http', 'httptools', '--no-access-log', '--log-level', 'warning'];
      const child = spawn(programOf(python, 'uvicorn'), ['app:app', ...options, ...quick], {
        cwd: join(folder, 'fastapi'),
        env: { ...process.env, NAME: name, MODEL: modelPath, PYTHONDONTWRITEBYTECODE: '1' },
        stdio: ['ignore', 'ignore', 'inherit'],
        detached: true,
      });
      return started(child, port);
    },
  }));
}

/** MLServer with its model in the server's own process or in workers, with and without batches. */
function mlserverSettings(python: string, name: string, modelPath: string): PeerSetting[] {
  const batching = { max_batch_size: 32, max_batch_time: 0.001 };
  return [0, 1, 2].flatMap((workers) =>
    [false, true].map((batched) => ({
      name: `${workers} parallel workers, ${batched ? 'adaptive batching' : 'no batching'}`,
      async start() {
        const [port, grpcPort] = [await freePort(), await freePort()];
        const place = join(workFolder, 'mlserver');
        rmSync(place, { recursive: true, force: true });
        mkdirSync(place, { recursive: true });
        writeFileSync(
          join(place, 'settings.json'),
          JSON.stringify({
            debug: false,
            host: '127.0.0.1',
            http_port: port,
            grpc_port: grpcPort,
            metrics_endpoint: null,
            gzip_enabled: false,
            parallel_workers: workers,
          }),
        );
        writeFileSync(
          join(place, 'model-settings.json'),
          JSON.stringify({
            name,
            implementation: 'runtime.OnnxRuntime',
            parameters: { uri: modelPath, version: '1' },
            ...(batched ? batching : {}),
          }),
        );
        const child = spawn(programOf(python, 'mlserver'), ['start', place], {
          cwd: place,
          env: {
            ...process.env,
            PYTHONPATH: join(folder, 'mlserver'),
            PYTHONDONTWRITEBYTECODE: '1',
          },
          stdio: ['ignore', 'ignore', 'inherit'],
          detached: true,
        });
        return started(child, port);
      },
    })),
  );
}

/** Resolves when the server says it is ready. @throws when it ends before, or takes too long */
async function started(child: ChildProcess, port: number): Promise<PeerServer> {
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const pid = child.pid ?? 0;
  const stop = async (): Promise<void> => {
    // Its workers too: it was given a process group of its own.
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGTERM');
    const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), 8_000);
    await ended;
    clearTimeout(late);
  };
  const deadlineMs = performance.now() + startMs;
  while (performance.now() < deadlineMs && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/health/ready`).catch(() => null);
    if (answer?.ok) return { port, pid, stop };
    await wait(50);
  }
  await stop();
  throw new Error('A peer did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
