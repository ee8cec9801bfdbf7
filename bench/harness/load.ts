import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromLoad, LoadOrder, LoadReport } from '../load/load-messages.ts';

const entry = fileURLToPath(new URL('../load/load-process.ts', import.meta.url));

/** A load process, as the harness sees it: one order at a time. */
export interface Load {
  run(order: LoadOrder): Promise<LoadReport>;
  stop(): void;
}

export function startLoad(): Load {
  const child = fork(entry, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    run: (order) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null): void => reject(new Error(`The load process ended (${code})`));
        child.once('exit', ended);
        child.once('message', (message: FromLoad) => {
          child.off('exit', ended);
          if ('report' in message) resolve(message.report);
          else reject(new Error(`The load process failed: ${message.failed}`));
        });
        child.send(order);
      }),
    stop: () => void child.kill(),
  };
}
