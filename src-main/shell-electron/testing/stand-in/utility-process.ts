import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type * as Electron from 'electron';
import { app } from './app.ts';

type UtilityUsed = Pick<Electron.UtilityProcess, 'kill' | 'pid' | 'postMessage' | 'stderr'>;

/** A utility process over Node's own fork: `process.parentPort` in the child, a pid only once it runs. */
class StandInUtilityProcess extends EventEmitter implements UtilityUsed {
  pid: number | undefined;
  readonly stderr: NodeJS.ReadableStream | null;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    this.stderr = child.stderr;
    child.on('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.on('exit', (code, signal) => {
      this.pid = undefined;
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15));
    });
  }
  postMessage(message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in does not pass ports to utility processes.');
    if (this.#child.connected) this.#child.send(message as object);
  }
  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

const parentPort = fileURLToPath(new URL('./parent-port.ts', import.meta.url));

export const utilityProcess: {
  fork(...args: Parameters<typeof Electron.utilityProcess.fork>): StandInUtilityProcess;
} = {
  fork(modulePath, args = [], options = {}) {
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready');
    const stderr = Array.isArray(options.stdio) ? (options.stdio[2] ?? 'inherit') : 'inherit';
    return new StandInUtilityProcess(
      fork(modulePath, args, {
        serialization: 'advanced',
        execArgv: [...(options.execArgv ?? []), '--import', parentPort],
        env: { ...(options.env ?? process.env) },
        stdio: ['ignore', 'ignore', stderr, 'ipc'],
      }),
    );
  },
};
