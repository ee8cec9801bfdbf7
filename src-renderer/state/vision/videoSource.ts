import { type FrameSink, type FrameSource, followFrames, takeBitmap } from './frameSource.ts';
import { videoTrouble } from './trouble.ts';

/** Shortest time between two frames that is expected before any was seen: 120 a second. */
const firstStepSeconds = 1 / 120;
/** Frames nearer together than this are one. */
const sameSeconds = 1e-3;
/** So many frames evenly apart make a steady film. */
const enoughEven = 30;
/** How long the picture of a place may take to come after the place was reached. */
const pictureGraceMs = 500;

/**
 * A video file. While frames wait for room it is not played but stepped from frame to frame, so none is lost; otherwise
 * it plays as it is, and what comes too fast is for the queue to drop.
 */
export function openVideo(video: HTMLVideoElement, file: File, sink: FrameSink): FrameSource {
  const url = URL.createObjectURL(file);
  const stopping = new AbortController();
  const { signal } = stopping;
  video.srcObject = null;
  video.muted = true;
  video.src = url;
  video.addEventListener(
    'error',
    () => signal.aborted || sink.failed(videoTrouble(file.name, video.error?.code)),
    {
      signal,
    },
  );

  async function run(): Promise<void> {
    await until(video, 'loadedmetadata', signal);
    if (signal.aborted) return;
    if (video.videoWidth === 0) {
      sink.failed({
        title: `${file.name} has no picture`,
        text: 'It holds sound alone. Take a file with a video in it.',
      });
      return;
    }
    await knowDuration(video, signal);
    let step = stepper(video, signal);
    while (!signal.aborted) {
      if (sink.waits()) {
        video.pause();
        await sink.room();
        if (signal.aborted) return;
        if (!sink.waits()) continue;
        const bitmap = await step();
        if (signal.aborted) bitmap?.close();
        if (signal.aborted || !bitmap) break;
        sink.offer(bitmap, file.name);
      } else if (await playOn(video, sink, signal)) step = stepper(video, signal);
      else break;
    }
    if (!signal.aborted) sink.ended();
  }

  run().catch(() => signal.aborted || sink.failed(videoTrouble(file.name, video.error?.code)));
  return {
    stop() {
      stopping.abort();
      video.pause();
      video.removeAttribute('src');
      video.load();
      URL.revokeObjectURL(url);
    },
  };
}

/** Plays until the end (false), or until frames are to wait (true). */
async function playOn(video: HTMLVideoElement, sink: FrameSink, signal: AbortSignal): Promise<boolean> {
  const unfollow = followFrames(video, {
    ...sink,
    offer(bitmap, name) {
      sink.offer(bitmap, name);
      if (sink.waits()) video.pause();
    },
  });
  try {
    await video.play();
    await Promise.race([until(video, 'ended', signal), until(video, 'pause', signal)]);
    return !video.ended;
  } finally {
    unfollow();
  }
}

/** Recorders write files that do not know how long they are until somebody looked at their end. */
async function knowDuration(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  if (Number.isFinite(video.duration)) return;
  video.currentTime = Number.MAX_SAFE_INTEGER;
  await until(video, 'seeked', signal);
  video.currentTime = 0;
  await until(video, 'seeked', signal);
}

/**
 * Goes from one frame to the next, wherever a file has put them: it goes on by the shortest distance seen so far, and then
 * looks whether another frame stands between. Once many in a row were evenly apart, only one that is not is looked at again.
 * @returns a function that answers the next frame's picture, or null at the end
 */
function stepper(video: HTMLVideoElement, signal: AbortSignal): () => Promise<ImageBitmap | null> {
  let shortest = Infinity;
  let even = 0;
  let at: number | null = null;
  const take = (): Promise<ImageBitmap> =>
    takeBitmap(video, { width: video.videoWidth, height: video.videoHeight });

  /** Shows the first frame after `at`, starting a step further; answers when it begins. */
  async function ahead(step: number): Promise<number | null> {
    let target = at === null ? video.currentTime : at + step * 1.01;
    let isEnd = false;
    while (!signal.aborted && !isEnd) {
      isEnd = target >= video.duration;
      const shown = await seek(video, Math.min(target, video.duration), signal);
      if (shown !== null && (at === null || shown > at + sameSeconds)) return shown;
      target += step / 2;
    }
    // The last frame may begin where, or after, the file says that it ends; then only playing shows it.
    return at === null || signal.aborted ? null : playTail(video, at, signal);
  }

  return async () => {
    const step = Number.isFinite(shortest) ? shortest : firstStepSeconds;
    let shown = await ahead(step);
    if (shown === null || signal.aborted) return null;
    let picture = await take();
    while (at !== null && !signal.aborted) {
      const isEven = Math.abs(shown - at - shortest) < shortest / 10;
      if (isEven && even >= enoughEven) break;
      const before = await seek(video, shown - sameSeconds, signal);
      if (before === null || before <= at + sameSeconds || before >= shown) break;
      picture.close();
      shown = before;
      picture = await take();
    }
    if (at !== null) {
      even = Math.abs(shown - at - shortest) < shortest / 10 ? even + 1 : 0;
      shortest = Math.min(shortest, shown - at);
    }
    at = shown;
    return picture;
  };
}

/** Plays from a frame on until another one is shown. @returns when that begins; null at the end */
async function playTail(video: HTMLVideoElement, from: number, signal: AbortSignal): Promise<number | null> {
  await seek(video, from, signal);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  let handle = 0;
  const look = (_nowMs: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    if (mediaTime > from + sameSeconds) resolve(mediaTime);
    else handle = video.requestVideoFrameCallback(look);
  };
  handle = video.requestVideoFrameCallback(look);
  await video.play();
  let timer: ReturnType<typeof setTimeout> | undefined;
  void until(video, 'ended', signal).then(() => {
    timer = setTimeout(() => resolve(null), pictureGraceMs);
  });
  const shown = await promise;
  clearTimeout(timer);
  video.cancelVideoFrameCallback(handle);
  video.pause();
  return shown;
}

/** Shows what stands at a time. @returns when that frame begins; null when it did not change */
async function seek(video: HTMLVideoElement, seconds: number, signal: AbortSignal): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const handle = video.requestVideoFrameCallback((_nowMs, { mediaTime }) => resolve(mediaTime));
  video.currentTime = seconds;
  await until(video, 'seeked', signal);
  const timer = setTimeout(() => resolve(null), pictureGraceMs);
  const shown = await promise;
  clearTimeout(timer);
  video.cancelVideoFrameCallback(handle);
  return shown;
}

function until(video: HTMLVideoElement, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    video.addEventListener(event, () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
