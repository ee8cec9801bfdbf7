import type { Listen } from './latest-frames.ts';

/** Tells all that listen of a change. */
export function createChanges(): { tell(): void; listen: Listen } {
  const listeners = new Set<() => void>();
  return {
    tell() {
      for (const listener of listeners) listener();
    },
    listen: (changed) => {
      const listener = (): void => changed();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
