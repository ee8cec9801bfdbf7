import type { EngineProcess } from '../../contract/app.ts';
import { type Failure, FailureError, failed } from '../../contract/failure.ts';
import type { SessionDescription, SessionSource } from '../session-calls.ts';
import type { ForkEngine } from './fork.ts';
import type { EngineHandle } from './handle.ts';
import { createPoolSessions, type LoadOptions } from './pool-sessions.ts';
import { type SupervisedProcess, superviseProcess } from './process.ts';
import { admitsCalls } from './states.ts';
import { systemTimers, type Timers } from '../../domain/timers.ts';
import { readVitals, systemHasVitals } from './vitals.ts';

export interface EnginePoolOptions {
  /** The module an engine process runs. */
  entryUrl: URL;
  /** Number of processes, normally one per core. */
  size: number;
  fork: ForkEngine;
  /** Resident memory at which a process is ended; null = no cap. */
  memoryCapBytes?: number | null;
  /** From the fork until it takes calls, sessions included. */
  bootDeadlineMs?: number;
  /** For calls that name none. */
  callDeadlineMs?: number;
  /** How long a cancelled call may go on before its process is killed. */
  cancelGraceMs?: number;
  nowMs?: () => number;
  timers?: Timers;
  /** After every change of `status` but those between ready and busy, and at least once a second while it runs. */
  onChange?: () => void;
}

export interface EnginePool {
  /** One for each process, in order of their numbers; they stay the same over restarts. */
  readonly handles: readonly EngineHandle[];
  readonly status: EngineProcess[];
  /** Starts the processes and comes back at once; see `ready`. Does nothing when called again. */
  start(): void;
  /** Ends the processes; resolves when they are gone. Idempotent, and final. */
  stop(): Promise<void>;
  /**
   * Resolves with the first handle that takes calls.
   * @throws what all processes failed with, CLOSED when the pool is not running, CANCELLED by the signal.
   */
  ready(signal?: AbortSignal): Promise<EngineHandle>;
  /**
   * Has every process hold a model, or so many `instances`, from now on and after every restart before calls are
   * admitted. Those that hold it already count, and stay as they are; loading another file under the same key replaces
   * the session.
   * @returns what those that hold it now say of it; fewer than asked for where fewer processes work
   * @throws MODEL_NOT_FOUND, MODEL_INVALID, or an engine failure; those that could load it keep it.
   */
  loadSession(source: SessionSource, options?: LoadOptions): Promise<SessionDescription[]>;
  /**
   * Has more processes hold a session, or fewer, but at least one. Fewer: those go that have the least to finish, and
   * each after the calls it was given before; when this resolves they are no holders any more.
   * @throws MODEL_NOT_FOUND when none holds it; what `loadSession` throws
   */
  resizeSession(key: string, options: LoadOptions): Promise<SessionDescription[]>;
  /** From all processes. Calls that are in flight may fail. */
  unloadSession(key: string): Promise<void>;
  /**
   * The processes that hold a session: a call that is made at once finds it there. Those that are coming up again are
   * among them, because they load it before they take calls.
   */
  holders(key: string): EngineHandle[];
  /** What those that hold a session say of it. */
  describeSession(key: string): SessionDescription[];
}

const vitalsEveryMs = 1_000;

/** The engine processes of this program: started, watched, restarted and ended together. */
export function createEnginePool(options: EnginePoolOptions): EnginePool {
  const { nowMs = Date.now, timers = systemTimers } = options;
  const onReady = new Set<() => void>();
  let stopping: Promise<void> | null = null;
  let started = false;
  let takeBackVitals = (): void => {};

  const processes: SupervisedProcess[] = Array.from({ length: options.size }, (_, index) =>
    superviseProcess({
      number: index + 1,
      entryUrl: options.entryUrl,
      fork: options.fork,
      memoryCapBytes: options.memoryCapBytes ?? null,
      vitalsEveryMs: systemHasVitals ? null : vitalsEveryMs,
      bootDeadlineMs: options.bootDeadlineMs ?? 15_000,
      callDeadlineMs: options.callDeadlineMs ?? 60_000,
      cancelGraceMs: options.cancelGraceMs ?? 250,
      nowMs,
      timers,
      onChange: changed,
    }),
  );

  function changed(): void {
    for (const look of onReady) look();
    options.onChange?.();
  }

  async function sampleVitals(): Promise<void> {
    if (systemHasVitals) {
      await Promise.all(
        processes.map(async (engine) => {
          const { pid } = engine.status;
          if (pid === null) return;
          const vitals = await readVitals(pid);
          if (vitals && engine.status.pid === pid) engine.takeVitals(vitals);
        }),
      );
    }
    if (stopping) return;
    options.onChange?.();
    takeBackVitals = timers.after(vitalsEveryMs, () => void sampleVitals());
  }

  function usable(): SupervisedProcess[] {
    return processes.filter((engine) => engine.failure === null);
  }

  async function ready(signal?: AbortSignal): Promise<EngineHandle> {
    const { promise, resolve, reject } = Promise.withResolvers<EngineHandle>();
    const look = (): void => {
      const taking = processes.find((engine) => admitsCalls(engine.handle.state));
      if (taking) resolve(taking.handle);
      else if (signal?.aborted) reject(failed('CANCELLED', 'Cancelled.'));
      else if (!started || stopping) reject(failed('CLOSED', 'The engine is not running.'));
      else if (usable().length === 0) reject(new FailureError(noneLeft()));
    };
    onReady.add(look);
    signal?.addEventListener('abort', look, { once: true });
    look();
    try {
      return await promise;
    } finally {
      onReady.delete(look);
      signal?.removeEventListener('abort', look);
    }
  }

  const sessions = createPoolSessions(processes, () => {
    throw new FailureError(noneLeft());
  });

  function noneLeft(): Failure {
    return processes[0]?.failure ?? failed('ENGINE_BOOT', 'The engine has no processes.').failure;
  }

  return {
    handles: processes.map((engine) => engine.handle),
    get status() {
      return processes.map((engine) => engine.status);
    },
    start() {
      if (started || stopping) return;
      started = true;
      for (const engine of processes) engine.start();
      takeBackVitals = timers.after(vitalsEveryMs, () => void sampleVitals());
    },
    stop() {
      stopping ??= Promise.all(processes.map((engine) => engine.stop())).then(() => {});
      takeBackVitals();
      return stopping;
    },
    ready,
    loadSession: sessions.load,
    resizeSession: sessions.resize,
    unloadSession: sessions.unload,
    holders: sessions.holders,
    describeSession: sessions.describe,
  };
}
