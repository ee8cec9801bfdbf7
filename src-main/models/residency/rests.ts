/** What a use leaves behind when it is over: for a while the model stays in as many processes as it needed. */
export interface Rest {
  instances: number;
  sinceMs: number;
}

/** The largest first, which is also the oldest: one that is both smaller and older than another says nothing. */
export type Rests = readonly Rest[];

export function restAfter(rests: Rests, rest: Rest): Rests {
  return [...rests.filter(({ instances }) => instances > rest.instances), rest];
}

export function restsLeft(rests: Rests, idleMs: number, nowMs: number): Rests {
  return rests.filter(({ sinceMs }) => sinceMs + idleMs > nowMs);
}
