import { describe, expect, it } from 'vitest';
import { createAnnouncer } from './announcer.ts';

/** A clock that moves only when it is told to. */
function manualClock() {
  let nowMs = 0;
  const due: { atMs: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    later: (run: () => void, waitMs: number) => void due.push({ atMs: nowMs + waitMs, run }),
    pass(ms: number) {
      nowMs += ms;
      for (const one of due.splice(0)) {
        if (one.atMs <= nowMs) one.run();
        else due.push(one);
      }
    },
  };
}

describe('the announcer', () => {
  it('puts one full stop between what it says together', () => {
    const clock = manualClock();
    const said: string[] = [];
    const announce = createAnnouncer((text) => said.push(text), clock);
    announce('It is read from the folder it runs in.');
    announce('Copied');
    clock.pass(0);
    expect(said).toEqual(['It is read from the folder it runs in. Copied']);
  });

  it('speaks at once, then at most once in five seconds', () => {
    const clock = manualClock();
    const said: string[] = [];
    const announce = createAnnouncer((text) => said.push(text), clock);
    announce('one');
    clock.pass(0);
    expect(said).toEqual(['one']);
    announce('two');
    announce('three');
    clock.pass(4999);
    expect(said).toEqual(['one']);
    clock.pass(1);
    expect(said).toEqual(['one', 'two. three']);
    clock.pass(60_000);
    expect(said).toHaveLength(2);
  });

  it('says only the newest of one kind', () => {
    const clock = manualClock();
    const said: string[] = [];
    const announce = createAnnouncer((text) => said.push(text), clock);
    announce('10 %', 'progress');
    announce('20 %', 'progress');
    clock.pass(0);
    expect(said).toEqual(['20 %']);
  });
});
