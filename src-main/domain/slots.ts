/**
 * Things that come and go thousands of times a second, for whoever has to find all of them now and then.
 *
 * A Set would do but for the collector: V8's sets and maps make a new table every few dozen changes, and each old table
 * refers to the next one. Once one old table has grown old, all later ones live until the next full collection, with
 * what was in them: every request of the last seconds. Measured with 32 requests at a time: five times the time in all.
 */
export interface Slots<Item> extends Iterable<Item> {
  readonly size: number;
  /** Answers where it is, for `free`. */
  put(item: Item): number;
  free(slot: number): void;
}

export function createSlots<Item extends object>(): Slots<Item> {
  const items: (Item | null)[] = [];
  const unused: number[] = [];
  return {
    get size() {
      return items.length - unused.length;
    },
    put(item) {
      const slot = unused.pop() ?? items.length;
      items[slot] = item;
      return slot;
    },
    free(slot) {
      if (items[slot] === null || items[slot] === undefined) return;
      items[slot] = null;
      unused.push(slot);
    },
    *[Symbol.iterator]() {
      for (const item of items) if (item) yield item;
    },
  };
}
