/** What the queue orders by. */
export interface Queued {
  /** 1 is served first. */
  priority: number;
  /** The queue's own; null once it has left. */
  place: Place | null;
}

/** Where a request stands; empty once it has left. */
export interface Place {
  request: Queued | null;
  line: Line;
}

/**
 * Requests in the order they are served: by priority, then by arrival, and the delayed ones after all others. What is
 * removed from the middle is passed over when its turn comes, so every step costs the same however long the queue is.
 */
export interface RequestQueue<Request extends Queued> extends Iterable<Request> {
  readonly size: number;
  /** Priorities, and places in their lines, that are kept for it; of no use but to see that they do not grow. */
  readonly kept: { lines: number; places: number };
  add(request: Request): void;
  /** To the front of its priority: it was taken, and has to be served again. */
  putBack(request: Request): void;
  /** Behind all others, whatever its priority. */
  delay(request: Request): void;
  /** False when it is not in the queue. */
  remove(request: Request): boolean;
  /** The first `count`. */
  take(count: number): Request[];
}

export interface Line {
  priority: number;
  places: Place[];
  /** Places before it were passed. */
  head: number;
  /** Requests that stand in it. */
  size: number;
}

const behindAll = Number.POSITIVE_INFINITY;
/** Passed places of a line that are cut off together. */
const cutAt = 1024;
/** Empty lines are kept for those who come next, but not one for every priority that anybody ever thought of. */
const linesKept = 16;

export function createRequestQueue<Request extends Queued>(): RequestQueue<Request> {
  const lines: Line[] = [];
  let size = 0;

  function lineOf(priority: number): Line {
    for (const line of lines) if (line.priority === priority) return line;
    const line: Line = { priority, places: [], head: 0, size: 0 };
    const at = lines.findIndex((other) => other.priority > priority);
    lines.splice(at < 0 ? lines.length : at, 0, line);
    return line;
  }

  function append(request: Request, priority: number): void {
    const line = lineOf(priority);
    line.places.push(placeFor(request, line));
  }

  function placeFor(request: Request, line: Line): Place {
    size += 1;
    line.size += 1;
    return (request.place = { request, line });
  }

  /** Nothing that was passed may keep a request from the collector. */
  function empty(place: Place): void {
    if (place.request) place.request.place = null;
    place.request = null;
    place.line.size -= 1;
    size -= 1;
  }

  /** Those who left a line that is not taken from would stay in it for good. */
  function tidy(line: Line): void {
    if (line.size > 0) return;
    line.places.length = 0;
    line.head = 0;
    if (lines.length > linesKept) lines.splice(lines.indexOf(line), 1);
  }

  function remove(request: Request): boolean {
    if (!request.place) return false;
    const { line } = request.place;
    empty(request.place);
    tidy(line);
    return true;
  }

  return {
    get size() {
      return size;
    },
    get kept() {
      return { lines: lines.length, places: lines.reduce((sum, { places }) => sum + places.length, 0) };
    },
    add: (request) => append(request, request.priority),
    putBack(request) {
      const line = lineOf(request.priority);
      const place = placeFor(request, line);
      if (line.head > 0) line.places[--line.head] = place;
      else line.places.unshift(place);
    },
    delay(request) {
      if (remove(request)) append(request, behindAll);
    },
    remove,
    take(count) {
      const taken: Request[] = [];
      for (let at = 0; at < lines.length; ) {
        const line = lines[at] as Line;
        while (taken.length < count && line.head < line.places.length) {
          const place = line.places[line.head++] as Place;
          if (place.request === null) continue;
          taken.push(place.request as Request);
          empty(place);
        }
        if (line.size === 0) tidy(line);
        else if (line.head >= cutAt) {
          line.places.splice(0, line.head);
          line.head = 0;
        }
        if (lines[at] === line) at += 1;
        if (taken.length === count) break;
      }
      return taken;
    },
    // Not a generator: every batch looks at its requests, and resuming one costs more than the look.
    [Symbol.iterator]() {
      let index = 0;
      let at = lines[0]?.head ?? 0;
      return {
        next(): IteratorResult<Request, undefined> {
          for (let line = lines[index]; line; line = lines[++index], at = line?.head ?? 0) {
            while (at < line.places.length) {
              const request = line.places[at++]?.request;
              if (request) return { done: false, value: request as Request };
            }
          }
          return { done: true, value: undefined };
        },
      };
    },
  };
}
