import type { EngineProcess } from '../../contract/app.ts';
import { type Failure, FailureError, failed, toFailure } from '../../contract/failure.ts';
import { type EngineBoot, engineProtocol, type FromEngine } from '../protocol.ts';
import type { SessionCalls, SessionSource } from '../session-calls.ts';
import { createCallQueue } from './call-queue.ts';
import type { CallOptions, EngineHandle } from './handle.ts';
import { bootFailure, crashFailure, endedOverMemory } from './exit-reason.ts';
import type { EngineChild, EngineExit, ForkEngine } from './fork.ts';
import { admitsCalls, checkTransition, type EngineState } from './states.ts';
import type { Timers } from '../../domain/timers.ts';
import { createMeter, type Vitals } from './vitals.ts';

export interface EngineProcessOptions {
  number: number;
  entryUrl: URL;
  fork: ForkEngine;
  memoryCapBytes: number | null;
  vitalsEveryMs: number | null;
  bootDeadlineMs: number;
  callDeadlineMs: number;
  cancelGraceMs: number;
  nowMs: () => number;
  timers: Timers;
  onChange: () => void;
}

export interface SupervisedProcess {
  readonly handle: EngineHandle;
  readonly status: EngineProcess;
  /** Why it is `failed`, else null. */
  readonly failure: Failure | null;
  /** Sessions a new process loads before it takes calls; the pool's to fill. */
  readonly sessions: Map<string, SessionSource>;
  /** Keys of the sessions that the present process was asked to load. */
  readonly loaded: Set<string>;
  /** Starts it; also out of `failed`. Does nothing in any other state than that and `stopped`. */
  start(): void;
  /** Ends it; calls are failed with CLOSED. */
  stop(): Promise<void>;
  /** Resolves when the calls that are in flight or waiting now are over. */
  callsOver(): Promise<void>;
  takeVitals(vitals: Vitals): void;
}

/** Boots that may fail in a row before it waits instead of trying again at once. */
const bootAttempts = 3;
/** The same for kills from outside, which say little about whether it can start. */
const killedBootAttempts = 20;
const firstRetryMs = 5_000;
const longestRetryMs = 300_000;

/** Starts a process and keeps it running: boot, crash, restart with its sessions, end. */
export function superviseProcess(options: EngineProcessOptions): SupervisedProcess {
  const { number, timers, nowMs } = options;
  const loaded = new Set<string>();
  const sessions = new Map<string, SessionSource>();
  const stopped = Promise.withResolvers<void>();
  const closed = failed('CLOSED', 'The engine is not running.').failure;

  let state: EngineState = 'stopped';
  let child: EngineChild | null = null;
  let incarnation = 0;
  let restarts = 0;
  let bootsFailed = 0;
  /** Why the present boot is being given up, when it is not by its own end. */
  let bootProblem: string | null = null;
  let answeredACall = false;
  let failure: Failure | null = null;
  let takeBackBootDeadline = (): void => {};
  let takeBackRetry = (): void => {};
  let retryMs = firstRetryMs;
  let work: string | null = null;
  let meter = createMeter(nowMs);

  const calls = createCallQueue({
    timers,
    cancelGraceMs: options.cancelGraceMs,
    send: (message) => child?.send(message),
    kill: () => child?.kill(),
  });

  function go(to: EngineState): void {
    checkTransition(state, to);
    const tellsOthers = !(admitsCalls(state) && admitsCalls(to));
    state = to;
    if (tellsOthers) options.onChange();
  }

  /** `ready` and `busy` differ by whether it has calls. */
  function followCalls(): void {
    if (state === 'ready' && calls.sent > 0) go('busy');
    else if (state === 'busy' && calls.sent === 0) go('ready');
  }

  /** Whether a boot is going on that may still succeed. */
  function booting(): boolean {
    return (state === 'starting' || state === 'restarting') && bootProblem === null;
  }

  function boot(): void {
    const mine = ++incarnation;
    loaded.clear();
    answeredACall = false;
    bootProblem = null;
    const args: EngineBoot = {
      protocol: engineProtocol,
      parentPid: process.pid,
      memoryCapBytes: options.memoryCapBytes,
      vitalsEveryMs: options.vitalsEveryMs,
    };
    const onExit = (exit: EngineExit): void => {
      if (mine === incarnation) exited(exit);
    };
    takeBackBootDeadline = timers.after(options.bootDeadlineMs, () => {
      bootProblem = `it was not ready after ${options.bootDeadlineMs} ms`;
      child?.kill();
    });
    try {
      child = options.fork({
        entryUrl: options.entryUrl,
        args: [JSON.stringify(args)],
        onMessage: (message) => {
          if (mine === incarnation) receive(message);
        },
        onExit,
      });
    } catch (error) {
      const lastLines = [toFailure(error).message];
      queueMicrotask(() => onExit({ code: null, signal: null, lastLines }));
    }
  }

  function receive(message: FromEngine): void {
    if (message.kind === 'vitals') meter.take(message);
    else if (message.kind === 'hello') void welcome(message.protocol);
    else if (message.kind === 'reply') {
      answeredACall = true;
      calls.take(message);
      followCalls();
    }
  }

  async function welcome(protocol: number): Promise<void> {
    if (!booting()) return;
    const mine = incarnation;
    if (protocol !== engineProtocol) {
      fail(
        failed(
          'ENGINE_PROTOCOL',
          `Engine process ${number} speaks version ${protocol} of the engine protocol and this program version ${engineProtocol}. Restart Foredeck: it was updated while it ran.`,
        ).failure,
      );
      return;
    }
    // A session that cannot be loaded any more keeps nobody else waiting; calls that need it are told why.
    await Promise.allSettled([...sessions.values()].map((source) => reload(source)));
    if (mine !== incarnation || !booting()) return;
    takeBackBootDeadline();
    answeredACall = false;
    go('ready');
    calls.sendWaiting();
    followCalls();
  }

  function reload(source: SessionSource): Promise<unknown> {
    loaded.add(source.key);
    return calls.add('session.load' satisfies keyof SessionCalls, source, {
      deadlineMs: null,
      sendNow: true,
    });
  }

  function exited(exit: EngineExit): void {
    takeBackBootDeadline();
    child = null;
    meter = createMeter(nowMs);
    const neverReady = state === 'starting' || state === 'restarting';
    // A cap below what it needs at rest would otherwise restart it for ever.
    const atRestOverMemory = endedOverMemory(exit) && !answeredACall && calls.sent === 0;
    calls.failSent(state === 'stopping' ? closed : crashFailure(number, exit, calls.sent));
    if (state === 'failed') return;
    if (state === 'stopping') {
      go('stopped');
      stopped.resolve();
      return;
    }
    if (neverReady || atRestOverMemory) {
      bootsFailed += 1;
    } else {
      bootsFailed = 0;
      retryMs = firstRetryMs;
    }
    const killed = exit.signal === 'SIGKILL' && bootProblem === null && !endedOverMemory(exit);
    if (bootsFailed >= (killed ? killedBootAttempts : bootAttempts)) {
      const problem = atRestOverMemory ? 'its memory cap is smaller than what it needs at rest' : bootProblem;
      fail(bootFailure(number, problem, exit));
      takeBackRetry = timers.after(retryMs, start);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
      return;
    }
    restarts += 1;
    if (state !== 'restarting') go('restarting');
    boot();
  }

  function fail(why: Failure): void {
    takeBackBootDeadline();
    failure = why;
    child?.kill();
    calls.failSent(why);
    calls.failWaiting(why);
    go('failed');
  }

  function start(): void {
    if (state !== 'stopped' && state !== 'failed') return;
    takeBackRetry();
    failure = null;
    bootsFailed = 0;
    go(state === 'stopped' ? 'starting' : 'restarting');
    boot();
  }

  function stop(): Promise<void> {
    if (state === 'stopped') return Promise.resolve();
    if (state === 'stopping') return stopped.promise;
    takeBackRetry();
    takeBackBootDeadline();
    failure = null;
    go('stopping');
    calls.failWaiting(closed);
    if (child) child.kill();
    else {
      go('stopped');
      stopped.resolve();
    }
    return stopped.promise;
  }

  async function call<Result>(
    operation: string,
    payload: unknown,
    callOptions: CallOptions = {},
  ): Promise<Result> {
    if (failure) throw new FailureError(failure);
    if (state === 'stopped' || state === 'stopping') throw new FailureError(closed);
    if (callOptions.signal?.aborted) throw failed('CANCELLED', 'Cancelled.');
    const sendNow = admitsCalls(state);
    const answer = calls.add(operation, payload, {
      deadlineMs: callOptions.deadlineMs ?? options.callDeadlineMs,
      signal: callOptions.signal,
      sendNow,
    });
    followCalls();
    return answer as Promise<Result>;
  }

  const handle: EngineHandle = {
    number,
    get state() {
      return state;
    },
    get incarnation() {
      return incarnation;
    },
    get callsSent() {
      return calls.open;
    },
    call,
    setWork(next) {
      if (next === work) return;
      work = next;
      options.onChange();
    },
  };

  return {
    handle,
    get status() {
      const pid = child?.pid ?? null;
      const { rssBytes, cpuShare } = meter;
      return {
        number,
        pid,
        state,
        work,
        rssBytes,
        cpuShare,
        restarts,
      };
    },
    get failure() {
      return failure;
    },
    loaded,
    sessions,
    start,
    stop,
    callsOver: calls.over,
    takeVitals: (vitals) => meter.take(vitals),
  };
}
