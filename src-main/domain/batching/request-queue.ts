/** What the queue orders by. */
export interface Queued {
  /** 1 is served first. */
  priority: number;
}

/**
 * Requests in the order they are served: by priority, then by arrival, and the delayed ones after all others. What is
 * removed from the middle is passed over when its turn comes, so every step costs the same however long the queue is.
 */
export interface RequestQueue<Request extends Queued> extends Iterable<Request> {
  readonly size: number;
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

interface Place<Request> {
  request: Request | null;
}

interface Line<Request> {
  priority: number;
  places: Place<Request>[];
  /** Places before it were passed. */
  head: number;
}

const behindAll = Number.POSITIVE_INFINITY;
/** Passed places of a line that are cut off together. */
const cutAt = 1024;

export function createRequestQueue<Request extends Queued>(): RequestQueue<Request> {
  const lines: Line<Request>[] = [];
  const placeOf = new Map<Request, Place<Request>>();

  function lineOf(priority: number): Line<Request> {
    const known = lines.find((line) => line.priority === priority);
    if (known) return known;
    const line = { priority, places: [], head: 0 };
    const at = lines.findIndex((other) => other.priority > priority);
    lines.splice(at < 0 ? lines.length : at, 0, line);
    return line;
  }

  function append(request: Request, priority: number): void {
    const place = { request };
    lineOf(priority).places.push(place);
    placeOf.set(request, place);
  }

  function remove(request: Request): boolean {
    const place = placeOf.get(request);
    if (!place) return false;
    place.request = null;
    return placeOf.delete(request);
  }

  return {
    get size() {
      return placeOf.size;
    },
    add: (request) => append(request, request.priority),
    putBack(request) {
      const line = lineOf(request.priority);
      const place = { request };
      if (line.head > 0) line.places[--line.head] = place;
      else line.places.unshift(place);
      placeOf.set(request, place);
    },
    delay(request) {
      if (remove(request)) append(request, behindAll);
    },
    remove,
    take(count) {
      const taken: Request[] = [];
      for (const line of lines) {
        while (taken.length < count && line.head < line.places.length) {
          const { request } = line.places[line.head++] as Place<Request>;
          if (request === null) continue;
          placeOf.delete(request);
          taken.push(request);
        }
        if (line.head === line.places.length || line.head >= cutAt) {
          line.places.splice(0, line.head);
          line.head = 0;
        }
        if (taken.length === count) break;
      }
      return taken;
    },
    *[Symbol.iterator]() {
      for (const line of lines) {
        for (let at = line.head; at < line.places.length; at++) {
          const request = line.places[at]?.request;
          if (request) yield request;
        }
      }
    },
  };
}
