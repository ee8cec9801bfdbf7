import type { ForkEngine, ForkOptions } from '../client/fork.ts';
import { engineProtocol, type ToEngine } from '../protocol.ts';
import type { SessionCalls, SessionDescription, SessionSource } from '../session-calls.ts';

type Call = Extract<ToEngine, { kind: 'call' }>;

/** An engine process in memory that goes on only when the test says so. */
export interface AnsweringChild {
  /** What it holds, loaded to the end. */
  readonly sessions: ReadonlySet<string>;
  /** Whether there is anything left for it to do. */
  isIdle(): boolean;
  /** Takes up the next message, or ends the load it took up first. */
  goOn(prefersMessages: boolean): void;
  crash(): void;
}

export interface AnsweringForkOptions {
  /** Told of each run of a session that the process does not hold. */
  onMissing?: (key: string) => void;
  /** Loads that end the process. */
  crashesOn?: (source: SessionSource) => boolean;
}

export function answeringFork({ onMissing = () => {}, crashesOn = () => false }: AnsweringForkOptions) {
  const children = new Map<number, AnsweringChild>();

  function start(options: ForkOptions, pid: number) {
    const messages: Call[] = [];
    const loading: Call[] = [];
    const sessions = new Set<string>();
    let isGreeted = false;
    let isGone = false;

    function exit(): void {
      if (isGone) return;
      isGone = true;
      children.delete(pid);
      options.onExit({ code: 1, signal: null, lastLines: [] });
    }

    const reply = ({ id }: Call, value: unknown = null): void =>
      options.onMessage({ kind: 'reply', id, ok: true, value });

    const describe = ({ payload }: Call): SessionDescription => {
      const { key, provider = 'cpu' } = payload as SessionSource;
      return { key, inputs: [], outputs: [], provider, note: null, kernel: 'onnxruntime', memoryBytes: 10 };
    };

    const missing = (call: Call, key: string): void => {
      onMissing(key);
      const failure = { code: 'MODEL_NOT_FOUND' as const, message: key, retryable: false };
      options.onMessage({ kind: 'reply', id: call.id, ok: false, failure });
    };

    function take(call: Call): void {
      const { key } = call.payload as { key: string };
      switch (call.operation as keyof SessionCalls) {
        case 'session.load':
          if (crashesOn(call.payload as SessionSource)) exit();
          else if (sessions.has(key)) reply(call, describe(call));
          else loading.push(call);
          return;
        case 'session.unload':
          sessions.delete(key);
          for (const one of loading.filter(({ payload }) => (payload as { key: string }).key === key)) {
            loading.splice(loading.indexOf(one), 1);
            reply(one);
          }
          return reply(call);
        case 'session.run':
          return sessions.has(key) ? reply(call) : missing(call, key);
      }
    }

    const child: AnsweringChild = {
      sessions,
      isIdle: () => isGone || (isGreeted && messages.length === 0 && loading.length === 0),
      goOn(prefersMessages) {
        if (isGone) return;
        if (!isGreeted) {
          isGreeted = true;
          options.onMessage({ kind: 'hello', protocol: engineProtocol, pid, runtime: 'none' });
          return;
        }
        const message = prefersMessages || loading.length === 0 ? messages.shift() : undefined;
        if (message) return take(message);
        const loaded = loading.shift();
        if (!loaded) return;
        const { key } = loaded.payload as { key: string };
        sessions.add(key);
        reply(loaded, describe(loaded));
      },
      crash: exit,
    };
    children.set(pid, child);
    return {
      pid,
      send(message: ToEngine) {
        if (message.kind === 'call' && !isGone) messages.push(message);
      },
      kill: exit,
    };
  }

  // Numbers that no process of this machine has.
  let nextPid = 1e9;
  const fork: ForkEngine = (options) => start(options, nextPid++);
  return {
    fork,
    childOf: (pid: number | null) => (pid === null ? undefined : children.get(pid)),
    /** Until no process has anything left to do. */
    async finish(): Promise<void> {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const busy = [...children.values()].filter((child) => !child.isIdle());
        if (busy.length === 0) break;
        for (const child of busy) child.goOn(true);
        for (const child of busy) child.goOn(false);
      }
    },
  };
}
