import { cpuUsage, memoryUsage } from 'node:process';
import { availableParallelism, totalmem } from 'node:os';
import type { AppInfo, AppStatus, EngineProcess, Notice } from '../contract/app.ts';
import { latestFrames, type Listen } from './latest-frames.ts';

export interface AppServiceOptions {
  version: string;
  shell: AppInfo['shell'];
  dataFolder: string;
  processes(): EngineProcess[];
  countJobs(): Promise<{ running: number; queued: number; paused: number }>;
  queuePaused(): Promise<boolean>;
  notices(): Promise<Notice[]>;
  dismissNotice(id: string): Promise<void>;
  remember(key: string, value: string): Promise<void>;
  recall(key: string): Promise<string | null>;
  server(): AppStatus['server'];
  offline(): AppStatus['offline'];
  served(): AppStatus['served'];
  setOffline(on: boolean): Promise<void>;
  /** Told after every change that the status bar shows. */
  listen: Listen;
  nowMs(): number;
}

export interface AppService {
  info(): AppInfo;
  status(signal: AbortSignal): AsyncGenerator<AppStatus>;
  dismissNotice(id: string): Promise<void>;
  setOffline(on: boolean): Promise<void>;
  remember(key: string, value: string): Promise<void>;
  recall(key: string): Promise<string | null>;
}

const statusEveryMs = 1_000;
const statusAtMostEveryMs = 100;

export function createAppService(options: AppServiceOptions): AppService {
  const mainCpu = createCpuMeter(options.nowMs);

  async function frame(): Promise<AppStatus> {
    const processes = options.processes();
    const [jobs, queuePaused, notices] = await Promise.all([
      options.countJobs(),
      options.queuePaused(),
      options.notices(),
    ]);
    const busyCores = processes.reduce((sum, process) => sum + (process.cpuShare ?? 0), mainCpu());
    return {
      atMs: options.nowMs(),
      engine: { state: engineState(processes), processes },
      jobs,
      queuePaused,
      server: options.server(),
      offline: options.offline(),
      served: options.served(),
      cpuShare: Math.min(1, busyCores / availableParallelism()),
      memoryBytes: processes.reduce((sum, process) => sum + (process.rssBytes ?? 0), memoryUsage.rss()),
      notices,
    };
  }

  return {
    info: () => ({
      version: options.version,
      shell: options.shell,
      dataFolder: options.dataFolder,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      platform: process.platform,
    }),
    status: (signal) =>
      latestFrames(frame, {
        signal,
        listen: options.listen,
        atMostEveryMs: statusAtMostEveryMs,
        atLeastEveryMs: statusEveryMs,
      }),
    dismissNotice: options.dismissNotice,
    setOffline: options.setOffline,
    remember: options.remember,
    recall: options.recall,
  };
}

function engineState(processes: readonly EngineProcess[]): AppStatus['engine']['state'] {
  const states = processes.map((process) => process.state);
  if (states.every((state) => state === 'stopped')) return 'stopped';
  if (states.every((state) => state === 'failed')) return 'failed';
  if (states.some((state) => state === 'failed' || state === 'restarting')) return 'degraded';
  if (states.some((state) => state === 'starting')) return 'starting';
  return 'ready';
}

/** Share of one core this process used since the last look (at least a tenth of a second ago). */
function createCpuMeter(nowMs: () => number): () => number {
  let last = { atMs: nowMs(), cpu: cpuUsage() };
  let share = 0;
  return () => {
    const atMs = nowMs();
    if (atMs - last.atMs < 100) return share;
    const cpu = cpuUsage();
    const usedMs = (cpu.user + cpu.system - last.cpu.user - last.cpu.system) / 1000;
    share = usedMs / (atMs - last.atMs);
    last = { atMs, cpu };
    return share;
  };
}
