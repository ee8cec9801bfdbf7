import { create } from 'zustand';

const betweenMs = 5000;

/** What the live region says now. */
export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }));

interface Clock {
  now: () => number;
  later: (run: () => void, waitMs: number) => void;
}

/**
 * Speaks at most once in five seconds: what comes in between is said together when the time is up,
 * and of one kind (`key`) only the newest.
 */
export function createAnnouncer(say: (text: string) => void, clock: Clock) {
  let quietUntilMs = 0;
  let waiting = false;
  const pending = new Map<string, string>();
  const speak = () => {
    waiting = false;
    if (pending.size === 0) return;
    say([...pending.values()].map((text) => text.replace(/[.\s]+$/u, '')).join('. '));
    pending.clear();
    quietUntilMs = clock.now() + betweenMs;
  };
  return (text: string, key = text) => {
    pending.set(key, text);
    if (waiting) return;
    waiting = true;
    clock.later(speak, Math.max(0, quietUntilMs - clock.now()));
  };
}

export const announce = createAnnouncer((text) => useAnnouncement.setState({ text }), {
  now: () => Date.now(),
  later: (run, waitMs) => void setTimeout(run, waitMs),
});
