import { type ChildProcess, fork } from 'node:child_process';
import { channelCore } from '../../src-main/contract/channel.ts';
import { type ContractClient, connectContract } from '../../src-main/contract/client.ts';
import type { Job, JobResult } from '../../src-main/contract/jobs.ts';
import type { BackendStart, FromBackend, LoopDelay, Question, Resources } from './backend-messages.ts';

/** The product's backend in a process of its own, as the harness sees it. */
export interface RunningBackend {
  pid: number;
  client: ContractClient;
  /** Where the local server listens, when it was asked for. */
  url: string | null;
  /** Resolves with how it ended, whoever ended it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  startLoopDelay(): void;
  loopDelay(): Promise<LoopDelay>;
  resources(): Promise<Resources>;
  /** SIGKILL to this process alone; its children must notice by themselves. */
  kill(): void;
  stop(): Promise<void>;
}

/** Starts the backend from its bundle; resolves when it serves. Rejects with what it said when it does not. */
export async function startBackend(
  entry: string,
  options: BackendStart,
  execArgv: string[] = [],
): Promise<RunningBackend> {
  const child = fork(entry, [JSON.stringify(options)], {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const {
    channel,
    frame,
    ended: closed,
  } = channelCore({
    send: (text) => tell(child, text),
    close: () => child.disconnect(),
  });
  let tellLoop: (delay: LoopDelay) => void = () => {};
  let tellResources: (resources: Resources) => void = () => {};
  const ready = new Promise<string | null>((resolve, reject) => {
    child.on('message', (message: FromBackend) => {
      if (typeof message === 'string') frame(message);
      else if ('ready' in message) resolve(message.ready.url);
      else if ('failed' in message) reject(new Error(`The backend did not start: ${message.failed}`));
      else if ('resources' in message) tellResources(message.resources);
      else tellLoop(message.loop);
    });
    void ended.then(({ code, signal }) => {
      closed();
      reject(new Error(`The backend ended before it was ready (${signal ?? code})`));
    });
  });
  const url = await ready;
  const { client } = connectContract(channel);
  return {
    pid: child.pid ?? 0,
    client,
    url,
    ended,
    startLoopDelay: () => tell(child, { ask: 'loop-start' }),
    loopDelay: () =>
      new Promise((resolve) => {
        tellLoop = resolve;
        tell(child, { ask: 'loop-end' });
      }),
    resources: () =>
      new Promise((resolve) => {
        tellResources = resolve;
        tell(child, { ask: 'resources' });
      }),
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      tell(child, { ask: 'stop' });
      await ended;
    },
  };
}

function tell(child: ChildProcess, message: string | Question): void {
  if (child.connected) child.send(message, () => {});
}

/** Waits for the end of a job through the contract's stream, as the console does. Throws when it ends otherwise than done. */
export async function jobDone(
  client: ContractClient,
  id: string,
  onFrame: (job: Job) => void = () => {},
): Promise<JobResult> {
  for await (const jobs of await client.jobs.watch()) {
    const job = jobs.find((candidate) => candidate.id === id);
    if (!job) continue;
    onFrame(job);
    if (job.state === 'done') return client.jobs.result({ id });
    if (job.state === 'failed' || job.state === 'cancelled') {
      throw new Error(`The job is ${job.state}: ${job.failure?.message ?? ''}`);
    }
  }
  throw new Error('The stream of jobs ended before the job did');
}
