import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FailureError, failed } from '../contract/failure.ts';
import { createSlots } from '../domain/slots.ts';

export interface BodyLimits {
  /** Of a body, inflated. */
  maxBytes: number;
  /** How long a body may be silent; it takes ten times as long at most. */
  idleMs: number;
  /** Of all large bodies at once, from their first bytes to their answers. */
  maxHeldBytes: number;
}

/** Reads bodies into memory, each bounded in size and time. */
export interface BodyReader {
  /**
   * The whole body. A body that came as one piece is that piece, not copied.
   * @throws BodyRefused for one too large or too slow, FailureError CANCELLED when the sender left, QUEUE_FULL when
   * bodies fill all the room there is for them
   */
  read(request: IncomingMessage, response: ServerResponse): Promise<Buffer>;
  /** Counts further bytes until the response is over. @throws FailureError QUEUE_FULL, CANCELLED when it is already */
  hold(response: ServerResponse, bytes: number): void;
  stop(): void;
}

/** A body that is refused for what it is on the wire, with the status that says so. */
export class BodyRefused extends Error {
  readonly status: 400 | 408 | 413 | 415;
  constructor(status: BodyRefused['status'], message: string) {
    super(message);
    this.status = status;
  }
}

export function tooLarge(maxBytes: number): BodyRefused {
  return new BodyRefused(413, `The body is larger than the ${sizeText(maxBytes)} that are taken.`);
}

const empty = Buffer.alloc(0);
const slowest = 10;

/** A body on its way in. */
interface Incoming {
  bytes: number;
  bytesBefore: number;
  quietLooks: number;
  looks: number;
  refuse(reason: Error): void;
}

/** Smaller bodies are not counted: what they take is bounded by the number of connections. */
const smallBytes = 64 * 1024;

/**
 * One timer looks after all bodies: a timer for each would cost every request what only slow ones need. A body that
 * has not grown for two looks was silent for `idleMs` at least.
 */
export function createBodyReader(limits: BodyLimits): BodyReader {
  const incoming = createSlots<Incoming>();
  let timer: NodeJS.Timeout | null = null;
  let heldBytes = 0;
  const held = new WeakMap<ServerResponse, number>();
  const hold = (response: ServerResponse, bytes: number): void => {
    if (response.destroyed) throw senderLeft();
    if (heldBytes + bytes > limits.maxHeldBytes) throw roomTaken();
    heldBytes += bytes;
    const before = held.get(response);
    held.set(response, (before ?? 0) + bytes);
    if (before !== undefined) return;
    response.once('close', () => {
      heldBytes -= held.get(response) ?? 0;
    });
  };
  const look = (): void => {
    if (incoming.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
    for (const body of incoming) {
      body.quietLooks = body.bytes === body.bytesBefore ? body.quietLooks + 1 : 0;
      body.bytesBefore = body.bytes;
      body.looks++;
      if (body.quietLooks <= 2 && body.looks <= 2 * slowest) continue;
      body.refuse(new BodyRefused(408, 'The body did not come in time.'));
    }
  };

  return {
    hold,
    read(request, response) {
      const announced = request.headers['content-length'];
      if (announced !== undefined && Number(announced) > limits.maxBytes) {
        return Promise.reject(tooLarge(limits.maxBytes));
      }
      timer ??= setInterval(look, limits.idleMs / 2).unref();
      return new Promise((resolve, reject) => {
        let whole: Buffer = empty;
        const settle = (): void => {
          incoming.free(slot);
          request.removeListener('data', take).removeListener('end', end).removeListener('error', leave);
        };
        const body: Incoming = {
          bytes: 0,
          bytesBefore: -1,
          quietLooks: 0,
          looks: 0,
          refuse(reason) {
            settle();
            request.pause();
            reject(reason);
          },
        };
        const take = (piece: Buffer): void => {
          const filled = body.bytes;
          body.bytes += piece.length;
          if (body.bytes > limits.maxBytes) return body.refuse(tooLarge(limits.maxBytes));
          if (body.bytes > smallBytes) {
            try {
              hold(response, filled > smallBytes ? piece.length : body.bytes);
            } catch (thrown) {
              return body.refuse(thrown as Error);
            }
          }
          whole = filled === 0 ? piece : appended(whole, filled, piece, Number(announced ?? 0));
        };
        const end = (): void => {
          settle();
          resolve(whole.length === body.bytes ? whole : whole.subarray(0, body.bytes));
        };
        const leave = (): void => {
          settle();
          reject(senderLeft());
        };
        const slot = incoming.put(body);
        request.on('data', take).on('end', end).on('error', leave);
      });
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}

/**
 * Pieces go into one growing block: a list of them would let a flood of tiny ones take a hundred times their size.
 * Once an eighth of an announced body is there, the block is made as large as was announced, so that no large copy
 * holds up everybody else.
 */
function appended(whole: Buffer, filled: number, piece: Buffer, announced: number): Buffer {
  const needed = filled + piece.length;
  let room = whole;
  if (needed > whole.length) {
    const doubled = Math.max(needed, 2 * whole.length, 4096);
    room = Buffer.allocUnsafe(needed <= announced && 8 * needed >= announced ? announced : doubled);
    whole.copy(room, 0, 0, filled);
  }
  piece.copy(room, filled);
  return room;
}

function roomTaken(): FailureError {
  return failed(
    'QUEUE_FULL',
    'Requests that are being answered fill all the room there is for their bodies.',
    {
      retryable: true,
    },
  );
}

function senderLeft(): FailureError {
  return failed('CANCELLED', 'The sender left before its request was complete.');
}

function sizeText(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  return megabytes >= 1 ? `${Math.round(megabytes)} MB` : `${bytes} bytes`;
}
