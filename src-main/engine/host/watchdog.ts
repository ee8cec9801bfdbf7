import { Worker } from 'node:worker_threads';
import { memoryCapLine } from '../protocol.ts';

export interface WatchdogOptions {
  parentPid: number;
  memoryCapBytes: number | null;
  /** How often to look. Between two looks memory can grow past the cap by what the process allocates meanwhile. */
  everyMs?: number;
}

interface WatchdogData extends Required<WatchdogOptions> {
  memoryCapLine: string;
}

/**
 * Starts a thread that ends this process with SIGKILL when its parent is gone or its resident memory passes the cap.
 *
 * It is a thread because `run()` of the runtime blocks the main one: no timer there would fire. It costs about 16 MB
 * of memory. Before an end over the cap it writes a line that starts with `memoryCapLine` to stderr.
 */
export function startWatchdog({ parentPid, memoryCapBytes, everyMs = 100 }: WatchdogOptions): void {
  const data: WatchdogData = { parentPid, memoryCapBytes, everyMs, memoryCapLine };
  const worker = new Worker(`(${watch.toString()})()`, {
    eval: true,
    env: {},
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  // Without its watchdog the process could outlive its parent, so it rather ends and is started again.
  worker.on('error', (error) => {
    throw error;
  });
  worker.unref();
}

/** Runs in the thread from its source text, so it may use nothing from this file. */
function watch(): void {
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { writeSync } = process.getBuiltinModule('node:fs');
  const { parentPid, memoryCapBytes, everyMs, memoryCapLine: capLine } = workerData as WatchdogData;
  // Not always parentPid: another process may stand between the two (Electron on Linux starts children by a zygote).
  const firstPpid = process.ppid;

  setInterval(() => {
    const rssBytes = process.memoryUsage.rss();
    if (memoryCapBytes !== null && rssBytes > memoryCapBytes) {
      writeSync(2, `${capLine}: ${rssBytes} bytes resident, ${memoryCapBytes} allowed\n`);
      process.kill(process.pid, 'SIGKILL');
    }
    if (process.ppid !== firstPpid || !alive(parentPid)) process.kill(process.pid, 'SIGKILL');
  }, everyMs);

  function alive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      // EPERM says that it lives under another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }
}
