import type { Timers } from '../domain/timers.ts';
import type { LaneRequest } from './lane-request.ts';

/** Tells requests that their time is over. One timer for all of them: most are answered long before. */
export interface Deadlines {
  watch(request: LaneRequest): void;
  stop(): void;
}

/** @param outstanding the requests without an answer */
export function createDeadlines(
  outstanding: () => Iterable<LaneRequest>,
  { timers, nowMs }: { timers: Timers; nowMs(): number },
): Deadlines {
  let nextMs = Number.POSITIVE_INFINITY;
  let undo = (): void => {};

  function wake(dueMs: number): void {
    undo();
    nextMs = dueMs;
    undo = timers.after(Math.max(0, dueMs - nowMs()), look);
  }

  function look(): void {
    let firstMs = Number.POSITIVE_INFINITY;
    for (const request of [...outstanding()]) {
      if (request.dueMs <= nowMs()) request.late();
      if (!request.isOver) firstMs = Math.min(firstMs, request.dueMs);
    }
    if (firstMs < Number.POSITIVE_INFINITY) wake(firstMs);
    else nextMs = firstMs;
  }

  return {
    watch({ dueMs }) {
      if (dueMs < nextMs) wake(dueMs);
    },
    stop: () => undo(),
  };
}
