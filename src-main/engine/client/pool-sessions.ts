import { failed } from '../../contract/failure.ts';
import {
  isSameSource,
  type SessionCalls,
  type SessionDescription,
  type SessionSource,
} from '../session-calls.ts';
import type { EngineHandle } from './handle.ts';
import { byBusiness } from './by-business.ts';
import type { SupervisedProcess } from './process.ts';
import { admitsCalls } from './states.ts';

export interface LoadOptions {
  signal?: AbortSignal;
  /** Processes that are to hold it; null = all. */
  instances?: number | null;
  /** Told each time one more process holds it. */
  onHeld?: () => void;
}

/** Which of the processes hold which sessions. */
export interface PoolSessions {
  load(source: SessionSource, options?: LoadOptions): Promise<SessionDescription[]>;
  resize(key: string, options: LoadOptions): Promise<SessionDescription[]>;
  unload(key: string): Promise<void>;
  holders(key: string): EngineHandle[];
  describe(key: string): SessionDescription[];
}

/** @param refuseNone throws why there is no process to load anything into. */
export function createPoolSessions(
  processes: readonly SupervisedProcess[],
  refuseNone: () => never,
): PoolSessions {
  const descriptions = new Map<SupervisedProcess, Map<string, SessionDescription>>(
    processes.map((engine) => [engine, new Map()]),
  );
  /** Those that hold a session until what they were asked before is answered. */
  const leaving = new Map<string, Map<SupervisedProcess, symbol>>();
  const turns = new Map<string, Promise<unknown>>();

  /** Changes of one session happen one after another. */
  function inTurn<Result>(key: string, change: () => Promise<Result>): Promise<Result> {
    const mine = (turns.get(key) ?? Promise.resolve()).then(change);
    const over = mine.then(
      () => {},
      () => {},
    );
    turns.set(key, over);
    void over.then(() => {
      if (turns.get(key) === over) turns.delete(key);
    });
    return mine;
  }

  const isLeaving = (engine: SupervisedProcess, key: string): boolean =>
    leaving.get(key)?.has(engine) ?? false;

  /** A process that has failed for good holds nothing, even if it will again once it starts. */
  function holding(key: string): SupervisedProcess[] {
    return processes.filter(
      (engine) => engine.failure === null && engine.sessions.has(key) && !isLeaving(engine, key),
    );
  }

  function describe(key: string): SessionDescription[] {
    return holding(key).flatMap((engine) => descriptions.get(engine)?.get(key) ?? []);
  }

  async function loadInto(
    engine: SupervisedProcess,
    source: SessionSource,
    { signal, onHeld }: LoadOptions,
  ): Promise<void> {
    const { key } = source;
    if (leaving.get(key)?.delete(engine)) {
      onHeld?.();
      return;
    }
    try {
      // At once, so that who looks for a process with little in it meanwhile takes another.
      engine.loaded.add(key);
      const call = 'session.load' satisfies keyof SessionCalls;
      const options = signal ? { signal } : {};
      const description = await engine.handle.call<SessionDescription>(call, source, options);
      // A restart before it was sent has forgotten it.
      engine.loaded.add(key);
      engine.sessions.set(key, source);
      descriptions.get(engine)?.set(key, description);
      onHeld?.();
    } catch (error) {
      await drop(key, [engine]);
      throw error;
    }
  }

  async function drop(key: string, from: readonly SupervisedProcess[]): Promise<void> {
    for (const engine of from) {
      engine.sessions.delete(key);
      engine.loaded.delete(key);
      descriptions.get(engine)?.delete(key);
      leaving.get(key)?.delete(engine);
    }
    const call = 'session.unload' satisfies keyof SessionCalls;
    // A process that does not answer will come back without the session anyway.
    await Promise.allSettled(from.map((engine) => engine.handle.call(call, { key })));
  }

  const dropAll = (key: string): Promise<void> =>
    drop(
      key,
      processes.filter((engine) => engine.sessions.has(key) || engine.loaded.has(key)),
    );

  async function grow(source: SessionSource, wanted: number, options: LoadOptions): Promise<void> {
    const { key } = source;
    const held = holding(key);
    const chosen = processes
      .filter((engine) => engine.failure === null && !held.includes(engine))
      .sort((a, b) => Number(isLeaving(b, key)) - Number(isLeaving(a, key)) || burdenOf(a) - burdenOf(b))
      .slice(0, Math.max(0, wanted - held.length));
    if (held.length + chosen.length === 0) refuseNone();
    await settleAll(chosen.map((engine) => loadInto(engine, source, options)));
    // One that has failed takes its share as soon as it comes up, if all are to have one.
    const [like] = describe(key);
    for (const engine of processes.filter(({ failure }) => failure !== null)) {
      engine.sessions.delete(key);
      if (wanted < processes.length || !like) continue;
      engine.sessions.set(key, source);
      descriptions.get(engine)?.set(key, like);
    }
  }

  function shrink(key: string, wanted: number): void {
    const idleFirst = holding(key).sort(
      // One that is starting serves nobody yet; else the one with the least to finish.
      (a, b) => Number(isStarting(b)) - Number(isStarting(a)) || byBusiness(a.handle, b.handle),
    );
    for (const engine of idleFirst.slice(0, Math.max(0, idleFirst.length - wanted))) leave(engine, key);
    for (const engine of processes) if (engine.failure !== null) engine.sessions.delete(key);
  }

  /** No call is sent there for it any more; what was sent before finds it there still. */
  function leave(engine: SupervisedProcess, key: string): void {
    const mine = Symbol(key);
    const those = leaving.get(key) ?? new Map<SupervisedProcess, symbol>();
    leaving.set(key, those.set(engine, mine));
    void engine.callsOver().then(() => {
      if (those.get(engine) === mine) void drop(key, [engine]);
    });
  }

  const wantedOf = ({ instances }: LoadOptions): number => instances ?? processes.length;

  return {
    load: (source, options = {}) =>
      inTurn(source.key, async () => {
        const present = processes.flatMap(({ sessions }) => sessions.get(source.key) ?? [])[0];
        if (present && !isSameSource(present, source)) await dropAll(source.key);
        await grow(source, wantedOf(options), options);
        return describe(source.key);
      }),
    resize: (key, options) =>
      inTurn(key, async () => {
        const held = holding(key);
        const source = held[0]?.sessions.get(key);
        if (!source)
          throw failed('MODEL_NOT_FOUND', `No engine process holds "${key}". Load the model first.`);
        const wanted = Math.max(1, wantedOf(options));
        if (wanted < held.length) shrink(key, wanted);
        else await grow(source, wanted, options);
        return describe(key);
      }),
    unload: (key) => inTurn(key, () => dropAll(key)),
    holders: (key) => holding(key).map(({ handle }) => handle),
    describe,
  };
}

/** What it has to do and what it holds; one that is not up yet is as good as two things to do. */
function burdenOf({ sessions, loaded, handle }: SupervisedProcess): number {
  return handle.callsSent + Math.max(sessions.size, loaded.size) + (admitsCalls(handle.state) ? 0 : 2);
}

function isStarting({ handle: { state } }: SupervisedProcess): boolean {
  return state === 'starting' || state === 'restarting';
}

/** Waits for all of them, then throws the first failure. */
async function settleAll(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}
