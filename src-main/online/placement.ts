import type { EngineSeat } from './engine-seat.ts';

/** What one lane has in flight, and how long its batches take. */
export interface LaneLoad {
  /** Batches under way, by process number. */
  readonly inFlight: Map<number, number>;
  /** Their rows. */
  readonly rowsInFlight: Map<number, number>;
  /** Of one batch in the engine process, in milliseconds; 0 = not known yet. */
  typicalMs: number;
  /** When the last batch was sent. */
  lastSentMs: number;
}

/**
 * Which engine process a batch goes to, over all lanes: the one with the least work before it. A process does one thing
 * at a time, so a long run keeps short ones waiting; models of long runs therefore leave one process to the others while
 * those are asked for.
 */
export interface Placement {
  newLoad(): LaneLoad;
  /** Processes that the lane may have now, at most. */
  most(load: LaneLoad): number;
  /** Null: there is room for no batch now. */
  choose(load: LaneLoad, seats: readonly EngineSeat[], inFlight: number): EngineSeat | null;
  began(load: LaneLoad, seat: EngineSeat, rows: number): void;
  /** @param ms in the engine process; null = it failed */
  ended(load: LaneLoad, seat: EngineSeat, rows: number, ms: number | null): void;
  drop(load: LaneLoad): void;
}

/** A batch that takes longer is a long run. */
const longRunMs = 15;
/** Others count as asked for so long after their last batch. */
const activeMs = 10_000;
/** What a call of somebody else (a range of a file, say), or the first batch of a model, may take. */
const unknownMs = 20;
/** So that the number of batches counts where they take next to nothing. */
const leastMs = 0.1;
/** How much the newest batch says about the next one. */
const weight = 0.2;

/** @param processes engine processes there are, whoever holds what */
export function createPlacement(processes: () => number, nowMs: () => number): Placement {
  const loads = new Set<LaneLoad>();
  const isLong = (load: LaneLoad): boolean => load.typicalMs > longRunMs;

  function workBefore({ number, callsSent }: EngineSeat): number {
    let ms = 0;
    let ours = 0;
    for (const { inFlight, typicalMs } of loads) {
      const batches = inFlight.get(number) ?? 0;
      ours += batches;
      ms += batches * (typicalMs === 0 ? unknownMs : Math.max(typicalMs, leastMs));
    }
    return ms + Math.max(0, callsSent - ours) * unknownMs;
  }

  /** Whether one process must be left to lanes of short runs. */
  function leavesOne(load: LaneLoad): boolean {
    if (!isLong(load) || processes() < 2) return false;
    return [...loads].some((other) => !isLong(other) && nowMs() - other.lastSentMs < activeMs);
  }

  function isLeftToOthers(load: LaneLoad, seat: EngineSeat): boolean {
    if (!leavesOne(load)) return false;
    const withLongRuns = new Set<number>();
    for (const other of loads) {
      if (!isLong(other)) continue;
      for (const [number, batches] of other.inFlight) if (batches > 0) withLongRuns.add(number);
    }
    return !withLongRuns.has(seat.number) && withLongRuns.size >= processes() - 1;
  }

  return {
    newLoad() {
      const load = {
        inFlight: new Map<number, number>(),
        rowsInFlight: new Map<number, number>(),
        typicalMs: 0,
        lastSentMs: Number.NEGATIVE_INFINITY,
      };
      loads.add(load);
      return load;
    },
    most: (load) => processes() - (leavesOne(load) ? 1 : 0),
    choose(load, seats, inFlight) {
      let best: EngineSeat | null = null;
      let bestMs = Number.POSITIVE_INFINITY;
      let fullMs = Number.POSITIVE_INFINITY;
      for (const seat of seats) {
        if (seat.state !== 'ready' && seat.state !== 'busy') continue;
        if (isLeftToOthers(load, seat)) continue;
        const ms = workBefore(seat);
        if ((load.inFlight.get(seat.number) ?? 0) >= inFlight) fullMs = Math.min(fullMs, ms);
        else if (ms < bestMs) {
          best = seat;
          bestMs = ms;
        }
      }
      // Behind a long run it would be answered later than after the next batch of a process that is full now.
      return bestMs > fullMs + longRunMs ? null : best;
    },
    began(load, { number }, rows) {
      addTo(load.inFlight, number, 1);
      addTo(load.rowsInFlight, number, rows);
      load.lastSentMs = nowMs();
    },
    ended(load, { number }, rows, ms) {
      addTo(load.inFlight, number, -1);
      addTo(load.rowsInFlight, number, -rows);
      if (ms !== null) load.typicalMs += (load.typicalMs === 0 ? 1 : weight) * (ms - load.typicalMs);
    },
    drop: (load) => void loads.delete(load),
  };
}

function addTo(sums: Map<number, number>, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
