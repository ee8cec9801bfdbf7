import type { EngineProcess } from '../../contract/app.ts';
import { type Failure, FailureError, failed } from '../../contract/failure.ts';
import type { SessionDescription, SessionSource } from '../session-calls.ts';
import type { ForkEngine } from './fork.ts';
import type { EngineHandle } from './handle.ts';
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
  /** Tries those in `failed` again at once. */
  restartFailed(): void;
  /**
   * Resolves with the first handle that takes calls.
   * @throws what all processes failed with, CLOSED when the pool is not running, CANCELLED by the signal.
   */
  ready(signal?: AbortSignal): Promise<EngineHandle>;
  /**
   * Loads a model in every process, or in so many `instances`, now and after every restart before calls are admitted.
   * Loading again under the same key with another file replaces the session.
   * @returns what each process says of it
   * @throws MODEL_NOT_FOUND, MODEL_INVALID, or an engine failure; then no process keeps it.
   */
  loadSession(
    source: SessionSource,
    options?: { signal?: AbortSignal; instances?: number | null },
  ): Promise<SessionDescription[]>;
  unloadSession(key: string): Promise<void>;
  /** The processes that hold a session, those that are coming up with it included. */
  holders(key: string): EngineHandle[];
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

  /** Those that are to hold a session: the ones that hold it already, then those with the fewest others. */
  function chosen(key: string, instances: number | null): SupervisedProcess[] {
    if (instances === null) return usable();
    const holds = ({ sessions, loaded }: SupervisedProcess): number =>
      sessions.has(key) || loaded.has(key) ? 1 : 0;
    const others = ({ sessions, loaded }: SupervisedProcess): number => Math.max(sessions.size, loaded.size);
    return usable()
      .sort((a, b) => holds(b) - holds(a) || others(a) - others(b))
      .slice(0, instances);
  }

  async function load(engine: SupervisedProcess, source: SessionSource, signal: AbortSignal | undefined) {
    // At once, so that who looks for a process with little in it meanwhile takes another.
    engine.loaded.add(source.key);
    const options = signal ? { signal } : {};
    const description = await engine.handle.call<SessionDescription>('session.load', source, options);
    engine.loaded.add(source.key);
    return description;
  }

  async function unloadSession(key: string): Promise<void> {
    await drop(
      key,
      processes.filter((engine) => engine.sessions.has(key) || engine.loaded.has(key)),
    );
  }

  async function drop(key: string, from: readonly SupervisedProcess[]): Promise<void> {
    for (const engine of from) {
      engine.sessions.delete(key);
      engine.loaded.delete(key);
    }
    // A process that does not answer will come back without the session anyway.
    await Promise.allSettled(from.map((engine) => engine.handle.call('session.unload', { key })));
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
    restartFailed() {
      for (const engine of processes) if (engine.failure !== null && !stopping) engine.start();
    },
    ready,
    async loadSession(source, { signal, instances = null } = {}) {
      const reached = chosen(source.key, instances);
      if (reached.length === 0) throw new FailureError(noneLeft());
      try {
        const descriptions = await settleAll(reached.map((engine) => load(engine, source, signal)));
        // One that does not come up now takes its share as soon as it does.
        for (const engine of instances === null ? processes : reached) {
          engine.sessions.set(source.key, source);
        }
        // One that was restarted after its load did not know yet that the session belongs to the pool.
        await settleAll(
          reached
            .filter((engine) => !engine.loaded.has(source.key))
            .map((engine) => load(engine, source, signal)),
        );
        return descriptions;
      } catch (error) {
        await drop(source.key, processes);
        throw error;
      }
    },
    unloadSession,
    holders: (key) =>
      usable()
        .filter((engine) => engine.sessions.has(key))
        .map((engine) => engine.handle),
  };
}

/** Waits for all of them, then answers their values or throws the first failure. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
