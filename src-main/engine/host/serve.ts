import { failed, toFailure } from '../../contract/failure.ts';
import { type EngineBoot, engineProtocol, type ToEngine } from '../protocol.ts';
import { withCallSignal } from './call-signal.ts';
import type { HostChannel } from './channel.ts';

export interface OperationContext {
  /** Aborted when the caller no longer wants the result; an operation that goes on past a short grace is killed. */
  signal: AbortSignal;
}

/**
 * One thing an engine process can do. The payload comes from the supervisor of the same build, so its shape is the
 * operation's own agreement with its caller. Both it and the result are carried by structured clone.
 */
export type Operation = (payload: unknown, context: OperationContext) => unknown;

/** What keeps the process to its own machine. */
export interface EngineNetwork {
  setOffline(on: boolean): void;
  /** Refusals since this was asked last. */
  takeRefused(): number;
  onRefused(listener: () => void): void;
}

export interface ServeEngineOptions {
  channel: HostChannel;
  boot: EngineBoot;
  /** Name and version of the inference runtime, for people. */
  runtime: string;
  operations: Readonly<Record<string, Operation>>;
  network: EngineNetwork | null;
}

/** Answers calls from the supervisor until this process ends. Says hello first, so everything must be ready by then. */
export function serveEngine({ channel, boot, runtime, operations, network }: ServeEngineOptions): void {
  const waiting: Extract<ToEngine, { kind: 'call' }>[] = [];
  const running = new Map<number, AbortController>();
  let offline = true;
  let willSayOffline = false;

  channel.onMessage((message) => {
    if (message.kind === 'call') {
      waiting.push(message);
      // One call a turn of the event loop: a cancel that already lies in the pipe is read before the next call starts.
      setImmediate(() => void startNext());
      return;
    }
    if (message.kind === 'offline') {
      offline = message.on;
      network?.setOffline(offline);
      sayOffline();
      return;
    }
    running.get(message.id)?.abort();
    const index = waiting.findIndex((call) => call.id === message.id);
    if (index >= 0) {
      waiting.splice(index, 1);
      channel.send({
        kind: 'reply',
        id: message.id,
        ok: false,
        failure: toFailure(failed('CANCELLED', 'Cancelled.')),
      });
    }
  });
  // Everything a process holds can be made again from files, so the end needs no ceremony.
  channel.onClose(() => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C reaches the whole process group; the supervisor decides when its engine processes end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

  channel.send({ kind: 'hello', protocol: engineProtocol, pid: process.pid, runtime });
  if (boot.vitalsEveryMs !== null) setInterval(sendVitals, boot.vitalsEveryMs);

  network?.onRefused(() => {
    if (willSayOffline) return;
    willSayOffline = true;
    // Many may be refused in one go, and one word for all of them is enough.
    setImmediate(sayRefused);
  });

  function sayRefused(): void {
    if (willSayOffline) sayOffline();
  }

  function sayOffline(): void {
    willSayOffline = false;
    channel.send({ kind: 'offline', on: offline, refused: network?.takeRefused() ?? 0 });
  }

  function sendVitals(): void {
    const { user, system } = process.cpuUsage();
    channel.send({ kind: 'vitals', rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 });
  }

  async function startNext(): Promise<void> {
    const call = waiting.shift();
    if (!call) return;
    const abort = new AbortController();
    running.set(call.id, abort);
    try {
      const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
      if (!operation) throw failed('INTERNAL', `Engine processes know no operation "${call.operation}".`);
      const { signal } = abort;
      const value = await withCallSignal(signal, () => operation(call.payload, { signal }));
      // Before the reply: a process that was started for one call is ended by it.
      sayRefused();
      channel.send({ kind: 'reply', id: call.id, ok: true, value });
    } catch (error) {
      const failure = abort.signal.aborted ? toFailure(failed('CANCELLED', 'Cancelled.')) : toFailure(error);
      sayRefused();
      channel.send({ kind: 'reply', id: call.id, ok: false, failure });
    } finally {
      running.delete(call.id);
    }
  }
}
