import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { FromEngine } from '../protocol.ts';
import { childEnvironment } from './child-environment.ts';
import type { EngineChild, EngineExit, ForkEngine } from './fork.ts';
import { keepLastLines } from './last-lines.ts';

/** Starts engine processes on Node itself. They run a little below normal priority so that the console stays fluent. */
export const forkOnNode: ForkEngine = ({ entryUrl, args, onMessage, onExit }): EngineChild => {
  const child = fork(fileURLToPath(entryUrl), [...args], {
    serialization: 'advanced',
    detached: false,
    // As the process sets by itself, and from its first allocation on: 7 MB less at the peak of a batch.
    execArgv: ['--max-semi-space-size=2'],
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  });
  const stderr = keepLastLines();
  let exited = false;
  const exit = (end: EngineExit): void => {
    if (exited) return;
    exited = true;
    onExit(end);
  };

  child.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.add(text));
  child.on('message', (message) => {
    if (!exited) onMessage(message as FromEngine);
  });
  // 'close' comes after the last of stderr, and that is where the reason of an end stands.
  child.on('close', (code, signal) => exit({ code, signal, lastLines: stderr.read() }));
  child.on('error', (error) => {
    if (child.pid === undefined) exit({ code: null, signal: null, lastLines: [error.message] });
  });
  if (child.pid !== undefined) lowerPriority(child.pid);

  return {
    pid: child.pid ?? null,
    send(message) {
      if (child.connected) child.send(message, () => {});
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
};

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 5);
  } catch {
    // Not allowed here, or it has ended already: it runs at the priority it has.
  }
}
