import type { Trouble } from './trouble.ts';

/** One picture on its way to the model. Whoever takes it closes the bitmap. */
export interface Frame {
  /** Counted from 1 within a run. */
  number: number;
  bitmap: ImageBitmap;
  /** When it was taken, on the clock of `performance.now()`. */
  atMs: number;
  /** The file it came from, or null. */
  name: string | null;
}

/** Where a source puts its frames. */
export interface FrameSink {
  offer(bitmap: ImageBitmap, name: string | null): void;
  /** Frames that were there but could not be taken. */
  missed(frames: number): void;
  /** Whether a source that can be held is to wait for {@link room}. */
  waits(): boolean;
  /** Resolves when there is room for a frame, or the run is over. */
  room(): Promise<void>;
  /** Ends the run. */
  failed(trouble: Trouble): void;
  ended(): void;
}

export interface FrameSource {
  /** Gives back what it holds; nothing is offered any more. */
  stop(): void;
  /** Another picture of a list, so many further on; where a source is a list. */
  go?(by: number): void;
}

/** Longest side of a frame that is sent; a larger one is made smaller when it is taken. */
export const longestSidePx = 1280;

/** Takes what a video or picture shows now. */
export function takeBitmap(
  from: HTMLVideoElement | Blob,
  size: { width: number; height: number } | null,
): Promise<ImageBitmap> {
  const scale = size ? Math.min(1, longestSidePx / Math.max(size.width, size.height)) : 1;
  if (!size || scale === 1) return createImageBitmap(from);
  return createImageBitmap(from, {
    resizeWidth: Math.max(1, Math.round(size.width * scale)),
    resizeHeight: Math.max(1, Math.round(size.height * scale)),
    resizeQuality: 'medium',
  });
}

/**
 * Offers every frame a playing video presents, until told to stop. Frames that were presented between two looks are
 * counted as missed.
 * @returns the undo
 */
export function followFrames(video: HTMLVideoElement, sink: FrameSink): () => void {
  let stopped = false;
  let presented: number | null = null;
  let handle = 0;
  const look = (_nowMs: number, { presentedFrames, width, height }: VideoFrameCallbackMetadata): void => {
    if (stopped) return;
    handle = video.requestVideoFrameCallback(look);
    const missed = presented === null ? 0 : presentedFrames - presented - 1;
    presented = presentedFrames;
    if (missed > 0) sink.missed(missed);
    takeBitmap(video, { width, height }).then(
      (bitmap) => (stopped ? bitmap.close() : sink.offer(bitmap, null)),
      () => !stopped && sink.missed(1),
    );
  };
  handle = video.requestVideoFrameCallback(look);
  return () => {
    stopped = true;
    video.cancelVideoFrameCallback(handle);
  };
}
