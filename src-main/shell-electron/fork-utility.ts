import { setPriority } from 'node:os';
import { finished } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import { childEnvironment, type ForkEngine, keepLastLines } from '../engine/client/index.ts';
import type { FromEngine } from '../engine/protocol.ts';

/** How long the end of stderr may come after the end of the process. */
const stderrGraceMs = 500;

/**
 * Starts engine processes as Electron's utility processes, since Node's own fork does not work where Electron may not
 * run as Node. Only once the app is ready.
 */
export const forkOnElectron: ForkEngine = ({ entryUrl, args, onMessage, onExit }) => {
  const child = utilityProcess.fork(fileURLToPath(entryUrl), [...args], {
    serviceName: 'Foredeck engine',
    stdio: ['ignore', 'ignore', 'pipe'],
    execArgv: [],
    env: childEnvironment(),
  });
  const stderr = keepLastLines();
  const { promise: stderrEnded, resolve: endStderr } = Promise.withResolvers<void>();
  let exited = false;
  if (child.stderr) {
    child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.add(text));
    finished(child.stderr, () => endStderr());
  } else endStderr();

  child.on('spawn', () => {
    if (child.pid !== undefined) lowerPriority(child.pid);
  });
  child.on('message', (message: FromEngine) => {
    if (!exited) onMessage(message);
  });
  child.on('exit', (code) => {
    exited = true;
    const grace = setTimeout(endStderr, stderrGraceMs);
    // The reason of an end stands in the last of stderr, which may come a little later.
    void stderrEnded.then(() => {
      clearTimeout(grace);
      onExit({ code, signal: null, lastLines: stderr.read() });
    });
  });

  return {
    get pid() {
      return child.pid ?? null;
    },
    send(message) {
      if (!exited) child.postMessage(message);
    },
    kill() {
      // Its own `kill` asks with SIGTERM; an engine in the middle of a run would not hear that.
      if (exited || child.pid === undefined) child.kill();
      else killNow(child.pid);
    },
  };
};

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already, and that is told by its exit.
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 5);
  } catch {
    // Not allowed here, or it has ended already: it runs at the priority it has.
  }
}
