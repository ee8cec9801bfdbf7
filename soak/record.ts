/** Everything that was asked, and what became of it. */
export interface SoakRecord {
  asked: number;
  right: number;
  /** Refused as they should be: rows that are no rows, deadlines that were too short. */
  refused: number;
  late: number;
  /** Callers that left before their answer. */
  left: number;
  fromCache: number;
  /** Failed while an engine process was killed. */
  failedByKill: number;
  /** By lane. */
  byLane: Record<string, number>;
  wrong: string[];
}

export interface Outcome {
  lane: string;
  askedMs: number;
  answeredMs: number;
  /** What came of it; `broken` may be explained by a kill. */
  kind: 'right' | 'refused' | 'late' | 'left' | 'broken' | 'wrong';
  said: string;
  fromCache: boolean;
}

/** More are not worth reading. */
const mostShown = 20;

export type SoakBooks = ReturnType<typeof createRecord>;

export function createRecord() {
  const outcomes: Outcome[] = [];
  const record: SoakRecord = {
    asked: 0,
    right: 0,
    refused: 0,
    late: 0,
    left: 0,
    fromCache: 0,
    failedByKill: 0,
    byLane: {},
    wrong: [],
  };
  return {
    asked: (): number => record.asked,
    asks(lane: string): void {
      record.asked += 1;
      record.byLane[lane] = (record.byLane[lane] ?? 0) + 1;
    },
    add(outcome: Outcome): void {
      if (outcome.fromCache) record.fromCache += 1;
      if (outcome.kind === 'broken') outcomes.push(outcome);
      else if (outcome.kind !== 'wrong') record[outcome.kind] += 1;
      else if (record.wrong.length < mostShown) record.wrong.push(`${outcome.lane}: ${outcome.said}`);
    },
    /** Closes the books: what broke must have been under way when an engine process was killed. */
    close(killsMs: readonly number[]): SoakRecord {
      for (const { lane, askedMs, answeredMs, said } of outcomes) {
        const killed = killsMs.some((killMs) => askedMs <= killMs && killMs <= answeredMs);
        if (killed) record.failedByKill += 1;
        else if (record.wrong.length < mostShown)
          record.wrong.push(`${lane}: failed without a kill: ${said}`);
      }
      const { asked, right, refused, late, left, failedByKill, wrong } = record;
      const accounted = right + refused + late + left + failedByKill;
      if (asked !== accounted && wrong.length === 0) {
        wrong.push(`${asked} were asked, ${accounted} came to an end`);
      }
      return record;
    },
  };
}
