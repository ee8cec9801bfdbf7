import { type Failure, failureOf, type Prediction } from '../../../src-main/contract/index.ts';
import { type BufferPolicy, createFrameQueue } from './frameQueue.ts';
import type { Frame, FrameSink } from './frameSource.ts';
import { createMeter } from './meter.ts';
import type { Trouble } from './trouble.ts';
import type { Figures } from './vision.ts';

/** Frames that may wait under `wait`: of a camera, each a whole picture in memory; of a source that can be held. */
const waitingMost = { camera: 30, held: 2 };
const inFlightMost = 2;
/** Failures in a row after which it is no accident any more. */
const failuresMost = 3;

export interface FrameRun {
  /** For the source. */
  sink: FrameSink;
  figures(): Figures;
  setPolicy(policy: BufferPolicy): void;
  /** Skips what waits and is in flight; resolves when every frame is accounted for. */
  stop(): Promise<void>;
}

/** Takes frames through the model, two at a time, and accounts for every one. */
export function startFrameRun(options: {
  policy: BufferPolicy;
  /** Whether the source can be held while there is no room. */
  canBeHeld: boolean;
  /** Asks the model about a picture. */
  ask: (bitmap: ImageBitmap, signal: AbortSignal) => Promise<{ prediction: Prediction; latencyMs: number }>;
  /** Takes the frame over. An answer to an older frame than the last one is not told. */
  onAnswer: (frame: Frame, prediction: Prediction) => void;
  /** The run is over: no frames come any more. */
  onTrouble: (trouble: Trouble) => void;
  /** The run is over: the model does not answer. */
  onFailure: (failure: Failure) => void;
  /** The source has no more frames, and all of them are done with. */
  onEnd: () => void;
}): FrameRun {
  const startedMs = performance.now();
  const meters = {
    delivered: createMeter(startedMs),
    processed: createMeter(startedMs),
    skipped: createMeter(startedMs),
    latency: createMeter(startedMs),
    delay: createMeter(startedMs),
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  let { policy } = options;
  let [number, newestShown, failures] = [0, 0, 0];
  let isAllDelivered = false;
  let waiters: (() => void)[] = [];
  const stopped = Promise.withResolvers<void>();

  const queue = createFrameQueue<Frame>({
    policy,
    waitingMost: options.canBeHeld ? waitingMost.held : waitingMost.camera,
    inFlightMost,
    onSkip(frame) {
      frame.bitmap.close();
      meters.skipped.add(performance.now());
    },
  });

  function pump(): void {
    for (let frame = queue.next(); frame; frame = queue.next()) void process(frame);
    if (queue.hasRoom || signal.aborted) {
      const ready = waiters;
      waiters = [];
      for (const resolve of ready) resolve();
    }
    const { waiting, inFlight } = queue.counts;
    if (waiting + inFlight > 0) return;
    if (signal.aborted) stopped.resolve();
    else if (isAllDelivered) options.onEnd();
  }

  async function process(frame: Frame): Promise<void> {
    try {
      const { prediction, latencyMs } = await options.ask(frame.bitmap, signal);
      const nowMs = performance.now();
      queue.settle('processed');
      failures = 0;
      meters.processed.add(nowMs);
      meters.latency.add(nowMs, latencyMs);
      meters.delay.add(nowMs, nowMs - frame.atMs);
      if (signal.aborted || frame.number < newestShown) frame.bitmap.close();
      else {
        newestShown = frame.number;
        options.onAnswer(frame, prediction);
      }
    } catch (thrown) {
      frame.bitmap.close();
      queue.settle('failed');
      meters.skipped.add(performance.now());
      failures += 1;
      const failure = failureOf(thrown);
      if (!signal.aborted && (failures >= failuresMost || !failure.retryable)) {
        void stop();
        options.onFailure(failure);
      }
    }
    pump();
  }

  function stop(): Promise<void> {
    stopping.abort();
    queue.clear();
    pump();
    return stopped.promise;
  }

  return {
    sink: {
      offer(bitmap, name) {
        const atMs = performance.now();
        meters.delivered.add(atMs);
        number += 1;
        queue.offer({ number, bitmap, atMs, name });
        pump();
      },
      missed(frames) {
        queue.missed(frames);
        for (let frame = 0; frame < frames; frame += 1) {
          meters.delivered.add(performance.now());
          meters.skipped.add(performance.now());
        }
      },
      waits: () => policy === 'wait',
      room() {
        if (queue.hasRoom || signal.aborted) return Promise.resolve();
        return new Promise((resolve) => waiters.push(resolve));
      },
      failed(trouble) {
        void stop();
        options.onTrouble(trouble);
      },
      ended() {
        isAllDelivered = true;
        pump();
      },
    },
    figures() {
      const nowMs = performance.now();
      return {
        counts: queue.counts,
        deliveredPerSecond: meters.delivered.perSecond(nowMs),
        processedPerSecond: meters.processed.perSecond(nowMs),
        skippedPerSecond: meters.skipped.perSecond(nowMs),
        latencyMs: meters.latency.median(nowMs),
        delayMs: meters.delay.median(nowMs),
      };
    },
    setPolicy(next) {
      policy = next;
      queue.setPolicy(next);
      pump();
    },
    stop,
  };
}
