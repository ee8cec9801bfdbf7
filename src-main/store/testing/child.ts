import { type ChildProcess, fork } from 'node:child_process';

/** A real second process of the product's code, and its messages one by one. */
export function startChild(entry: URL, args: readonly string[]) {
  const child: ChildProcess = fork(entry, [...args], {
    execArgv: [],
    silent: true,
  });
  const said: unknown[] = [];
  let wake = () => {};
  let ended = false;
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  child.on('message', (message) => {
    said.push(message);
    wake();
  });
  const exit = new Promise<void>((resolve) =>
    child.on('close', () => {
      ended = true;
      wake();
      resolve();
    }),
  );
  return {
    child,
    /** Everything it has said and nobody has taken yet. */
    said,
    async next(): Promise<unknown> {
      while (said.length === 0) {
        if (ended) throw new Error(`The child ended. ${errors}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return said.shift();
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
