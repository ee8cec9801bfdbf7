import { connectBackend } from './backend.ts';
import type { Surroundings } from './command.ts';
import { runCommandLine } from './run-command-line.ts';

const interruptListeners = new Set<() => void>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruptListeners.size === 0) process.exit(130);
    for (const listener of interruptListeners) listener();
  });
}
// A reader that has gone (`| head`) is no failure of ours, and a server whose first line was read goes on serving.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1);
  if (process.argv[2] !== 'serve') process.exit(0);
});
process.stderr.on('error', () => undefined);

const surroundings: Surroundings = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  errColumns: process.stderr.isTTY ? process.stderr.columns : null,
  cwd: process.cwd(),
  env: process.env,
  onInterrupt(listener) {
    interruptListeners.add(listener);
    return () => interruptListeners.delete(listener);
  },
  onEnter(listener) {
    if (!process.stdin.isTTY) return;
    process.stdin.on('data', listener);
    process.stdin.unref();
  },
  leave: (exitCode) => process.exit(exitCode),
  async connect(dataFolder, options) {
    const backend = await connectBackend(dataFolder, options);
    if (backend.notice) surroundings.err(`${backend.notice}\n`);
    return backend;
  },
};

// What is compiled into the packages takes an older one down without a word.
const oldestMajor = 22;
const { node } = process.versions;
if (Number.parseInt(node, 10) < oldestMajor) {
  surroundings.err(
    `Foredeck needs Node ${oldestMajor} or newer, and this is ${node}. "npx foredeck" gets one by itself.\n`,
  );
  process.exitCode = 1;
} else {
  process.exitCode = await runCommandLine(process.argv.slice(2), surroundings);
}
