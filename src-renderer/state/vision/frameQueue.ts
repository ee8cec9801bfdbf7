/** What happens to a frame that comes while the model is busy. */
export const bufferPolicies = ['wait', 'drop-oldest', 'drop-newest'] as const;
export type BufferPolicy = (typeof bufferPolicies)[number];

/** Every frame is in exactly one place: `delivered = processed + skipped + waiting + inFlight`. */
export interface FrameCounts {
  delivered: number;
  /** Answered by the model. */
  processed: number;
  /** Not processed: no room, pushed out, missed before they could be taken, failed, or left when it was stopped. */
  skipped: number;
  waiting: number;
  inFlight: number;
}

export interface FrameQueue<Frame> {
  readonly counts: FrameCounts;
  /** Whether a frame that comes now finds a place without another losing its own. */
  readonly hasRoom: boolean;
  /** The frame that has waited longest, or null. */
  readonly oldest: Frame | null;
  offer(frame: Frame): void;
  /** Frames of the source that never came here. */
  missed(frames: number): void;
  /** The next frame to process, or null while none waits or enough are in flight. */
  next(): Frame | null;
  /** A frame that `next` gave is done with. */
  settle(outcome: 'processed' | 'failed'): void;
  setPolicy(policy: BufferPolicy): void;
  /** Skips what waits. */
  clear(): void;
}

/** Frames that may wait under a policy that drops: the newest one is what matters. */
const waitingWhenDropping = 1;

/**
 * A bounded queue between frames that come when they want and a model that takes them when it can. Under `wait` a source that
 * can be held asks for room first and loses nothing; one that cannot loses the newest once `waitingMost` wait.
 *
 * @param onSkip told of each frame that was here and will not be processed, so that its memory can be given back
 */
export function createFrameQueue<Frame>(options: {
  policy: BufferPolicy;
  waitingMost: number;
  inFlightMost: number;
  onSkip?: (frame: Frame) => void;
}): FrameQueue<Frame> {
  const { inFlightMost, onSkip = () => {} } = options;
  let { policy } = options;
  const waiting: Frame[] = [];
  let [delivered, processed, skipped, inFlight] = [0, 0, 0, 0];

  const most = (): number => (policy === 'wait' ? options.waitingMost : waitingWhenDropping);

  function skip(frame: Frame | undefined): void {
    if (frame === undefined) return;
    skipped += 1;
    onSkip(frame);
  }

  /** A policy with fewer places pushes out as it drops. */
  function fit(): void {
    while (waiting.length > most()) skip(policy === 'drop-oldest' ? waiting.shift() : waiting.pop());
  }

  return {
    get counts() {
      return { delivered, processed, skipped, waiting: waiting.length, inFlight };
    },
    get hasRoom() {
      return waiting.length < most();
    },
    get oldest() {
      return waiting[0] ?? null;
    },
    offer(frame) {
      delivered += 1;
      waiting.push(frame);
      fit();
    },
    missed(frames) {
      delivered += frames;
      skipped += frames;
    },
    next() {
      if (inFlight >= inFlightMost) return null;
      const frame = waiting.shift();
      if (frame === undefined) return null;
      inFlight += 1;
      return frame;
    },
    settle(outcome) {
      inFlight -= 1;
      if (outcome === 'processed') processed += 1;
      else skipped += 1;
    },
    setPolicy(next) {
      policy = next;
      fit();
    },
    clear() {
      for (const frame of waiting.splice(0)) skip(frame);
    },
  };
}
