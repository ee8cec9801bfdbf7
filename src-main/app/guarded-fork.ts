import type { EngineChild, ForkEngine } from '../engine/client/index.ts';

/** The offline switch of the engine processes: all that are started through `fork`, whoever starts them. */
export interface GuardedFork {
  fork: ForkEngine;
  /**
   * Tells every process. Resolves when each of them has confirmed it or ended, but waits no longer than `confirmMs`: one in
   * the middle of a run hears it when the run is over, and opens no connection before.
   */
  setOffline(on: boolean): Promise<void>;
}

interface Child {
  send: EngineChild['send'];
  /** What it last confirmed. */
  confirmed: boolean | null;
}

const confirmMs = 1_000;

/**
 * Has each process told whether it may connect to other machines, before it is given anything to do and at every change.
 * @param offline what holds now
 * @param onRefused told how many connections a process refused
 */
export function guardFork(
  fork: ForkEngine,
  { offline, onRefused }: { offline(): boolean; onRefused(connections: number): void },
): GuardedFork {
  const children = new Set<Child>();
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of [...waiting]) check();
  };

  return {
    fork(options) {
      const child: Child = { send: () => {}, confirmed: null };
      const forked = fork({
        ...options,
        onMessage(message) {
          if (message.kind === 'offline') {
            child.confirmed = message.on;
            if (message.refused > 0) onRefused(message.refused);
            look();
            return;
          }
          if (message.kind === 'hello') {
            children.add(child);
            child.send({ kind: 'offline', on: offline() });
          }
          options.onMessage(message);
        },
        onExit(exit) {
          children.delete(child);
          look();
          options.onExit(exit);
        },
      });
      child.send = (message) => forked.send(message);
      return forked;
    },
    setOffline(on) {
      for (const child of children) child.send({ kind: 'offline', on });
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = (): void => {
        if ([...children].some(({ confirmed }) => confirmed !== on)) return;
        done();
      };
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(done, confirmMs);
      waiting.add(check);
      check();
      return promise;
    },
  };
}
