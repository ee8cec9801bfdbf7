import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { latestFrames } from './latest-frames.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(atLeastEveryMs?: number) {
  const controller = new AbortController();
  const listeners = new Set<(atOnce?: boolean) => void>();
  const seen: number[] = [];
  let state = 0;
  const frames = latestFrames(async () => state, {
    signal: controller.signal,
    listen: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    atMostEveryMs: 100,
    ...(atLeastEveryMs === undefined ? {} : { atLeastEveryMs }),
  });
  const ended = (async () => {
    for await (const frame of frames) seen.push(frame);
  })();
  return {
    seen,
    listeners,
    ended,
    stop: () => controller.abort(),
    change(atOnce?: boolean) {
      state++;
      for (const changed of listeners) changed(atOnce);
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

describe('latestFrames', () => {
  it('gives one frame at once and one for many changes', async () => {
    const { seen, change, pass } = stream();
    await pass(0);
    for (let i = 0; i < 5; i++) change();
    await pass(99);
    expect(seen).toEqual([0]);
    await pass(1);
    expect(seen).toEqual([0, 5]);
    await pass(5_000);
    expect(seen).toEqual([0, 5]);
    change();
    await pass(0);
    expect(seen).toEqual([0, 5, 6]);
  });

  it('shows at once what should be', async () => {
    const { seen, change, pass } = stream();
    await pass(10);
    change(true);
    await pass(0);
    expect(seen).toEqual([0, 1]);
  });

  it('says something now and then when it should', async () => {
    const { seen, pass } = stream(1_000);
    await pass(2_500);
    expect(seen).toEqual([0, 0, 0]);
  });

  it('ends with its signal and stops listening', async () => {
    const { listeners, ended, stop, pass } = stream();
    await pass(500);
    expect(listeners.size).toBe(1);
    stop();
    await ended;
    expect(listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
