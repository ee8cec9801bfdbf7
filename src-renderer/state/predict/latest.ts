/** Runs one at a time and keeps only the newest that waits. */
export interface Latest<In> {
  push(input: In): void;
  /** Whatever is under way or waits will not be told any more. */
  drop(): void;
}

/**
 * Work for inputs that change faster than it is done: one run at a time, of those that wait only the newest is done, and
 * an answer is told only while nothing newer was pushed, so that what is shown is never of an earlier input.
 */
export function createLatest<In, Out>(options: {
  work: (input: In, signal: AbortSignal) => Promise<Out>;
  done: (input: In, output: Out) => void;
  failed: (input: In, thrown: unknown) => void;
}): Latest<In> {
  let newest = 0;
  let running: AbortController | null = null;
  let waiting: { input: In } | null = null;

  async function run(input: In, own: number): Promise<void> {
    const controller = new AbortController();
    running = controller;
    try {
      const output = await options.work(input, controller.signal);
      if (own === newest) options.done(input, output);
    } catch (thrown) {
      if (own === newest) options.failed(input, thrown);
    } finally {
      running = null;
      const next = waiting;
      waiting = null;
      if (next) void run(next.input, newest);
    }
  }

  return {
    push(input) {
      newest += 1;
      if (running) waiting = { input };
      else void run(input, newest);
    },
    drop() {
      newest += 1;
      waiting = null;
      running?.abort();
    },
  };
}
