import { type Entry, instancesComing, weightIn } from './entry.ts';
import type { ResidentModel } from './model-residency.ts';

/** The memory that all models may take together, as far as it is in anybody's hand. */
export interface Room<Model> {
  budgetBytes: number;
  residentBytes(): number;
  /** Puts those to sleep that were idle longest until the rest fits, but never `kept`, nor what is in use or pinned. */
  make(kept: Entry<Model>): Promise<void>;
}

export function createRoom<Model extends ResidentModel>(options: {
  budgetBytes: number;
  entries(): Iterable<Entry<Model>>;
  holders(key: string): number;
  isPinned(model: Model): boolean;
  /** Its state has changed when this returns, unless it is not to sleep after all. */
  sleep(entry: Entry<Model>): Promise<void>;
}): Room<Model> {
  const mayLeave = ({ state, claims, working, model }: Entry<Model>): boolean =>
    state === 'resident' && claims.size === 0 && !working && !options.isPinned(model);

  const room: Room<Model> = {
    budgetBytes: options.budgetBytes,
    residentBytes() {
      let sum = 0;
      for (const entry of options.entries()) {
        if (entry.state !== 'resident' && entry.state !== 'loading') continue;
        sum += weightIn(entry, Math.max(1, instancesComing(entry), options.holders(entry.key)));
      }
      return sum;
    },
    async make(kept) {
      const idle = [...options.entries()]
        .filter((entry) => entry !== kept && mayLeave(entry))
        .sort((a, b) => a.idleSinceMs - b.idleSinceMs);
      const leaving: Promise<void>[] = [];
      for (const entry of idle) {
        if (room.residentBytes() <= room.budgetBytes) break;
        leaving.push(options.sleep(entry));
      }
      await Promise.all(leaving);
    },
  };
  return room;
}
