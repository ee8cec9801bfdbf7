import type { ForkEngine, ForkOptions } from '../client/fork.ts';
import { engineProtocol, type FromEngine, type ToEngine } from '../protocol.ts';

export interface FakeChild {
  readonly pid: number;
  readonly received: ToEngine[];
  killed: boolean;
  ended: boolean;
  say(message: FromEngine): void;
  hello(): void;
  /** Answers the oldest call that is not answered yet, or does nothing. */
  reply(value?: unknown): void;
  end(lastLines?: readonly string[]): void;
}

/** Engine processes that exist only as their messages, driven by the test. */
export function fakeFork(): { fork: ForkEngine; children: FakeChild[]; latest(): FakeChild } {
  const children: FakeChild[] = [];
  const fork: ForkEngine = (options: ForkOptions) => {
    const pid = 1000 + children.length;
    const received: ToEngine[] = [];
    const answered = new Set<number>();
    const child: FakeChild = {
      pid,
      received,
      killed: false,
      ended: false,
      say(message) {
        if (!child.ended) options.onMessage(message);
      },
      hello: () => child.say({ kind: 'hello', protocol: engineProtocol, pid, runtime: 'fake' }),
      reply(value = null) {
        const call = received
          .filter((message) => message.kind === 'call')
          .find((message) => !answered.has(message.id));
        if (!call || child.ended) return;
        answered.add(call.id);
        child.say({ kind: 'reply', id: call.id, ok: true, value });
      },
      end(lastLines = []) {
        if (child.ended) return;
        child.ended = true;
        options.onExit({ code: null, signal: 'SIGKILL', lastLines });
      },
    };
    children.push(child);
    return {
      pid,
      send: (message) => void received.push(message),
      kill: () => {
        child.killed = true;
      },
    };
  };
  return {
    fork,
    children,
    latest() {
      const child = children.at(-1);
      if (!child) throw new Error('Nothing was forked.');
      return child;
    },
  };
}
