import { failed } from '../../../src-main/contract/index.ts';
import { announce } from '../announcer.ts';
import { client } from '../backend.ts';
import { modelKey } from '../models.ts';
import { listCameras, openCamera } from './cameraSource.ts';
import { encodeFrame } from './encodeFrame.ts';
import { openFolder, picturesOf } from './folderSource.ts';
import type { BufferPolicy } from './frameQueue.ts';
import { type FrameRun, startFrameRun } from './frameRun.ts';
import type { FrameSink, FrameSource } from './frameSource.ts';
import { type SourceKind, useVision, type VisionModel, type VisionState } from './vision.ts';
import { openVideo } from './videoSource.ts';

/** How often the figures are read. */
const figuresEveryMs = 250;

/** Counts how often everything was cleared. */
let left = 0;
let current: { run: FrameRun; source: FrameSource; timer: ReturnType<typeof setInterval> } | null = null;

/** Starts the chosen source from its beginning, or a folder from where it is. */
export function startVision(model: VisionModel, video: HTMLVideoElement | null): void {
  endRun();
  clearShown();
  const { policy, kind, state, at, pictures } = useVision.getState();
  const from = state === 'ended' || at >= pictures.length - 1 ? 0 : at;
  useVision.setState({
    state: 'running',
    ranOn: modelKey(model.ref),
    wasLeft: false,
    trouble: null,
    failure: null,
    figures: null,
    unreadable: [],
  });
  const run = startFrameRun({
    policy,
    canBeHeld: kind !== 'camera',
    async ask(bitmap, signal) {
      const picture = await encodeFrame(bitmap);
      const askedMs = performance.now();
      const { predictions } = await client().models.predict(
        {
          model: model.ref,
          instances: [{ [model.feature]: picture }],
          // Every frame is looked at, and none is kept.
          mayUseCache: false,
          record: false,
        },
        { signal },
      );
      const [prediction] = predictions;
      if (!prediction) throw failed('INTERNAL', 'The model answered nothing.');
      return { prediction, latencyMs: performance.now() - askedMs };
    },
    onAnswer(frame, prediction) {
      useVision.getState().shown?.frame.bitmap.close();
      useVision.setState({ shown: { frame, prediction } });
    },
    onTrouble: (trouble) => end({ state: 'off', trouble }),
    onFailure: (failure) => end({ state: 'off', failure }),
    onEnd: () => end({ state: 'ended' }),
  });
  const source = openSource(kind, run.sink, video, from);
  const timer = setInterval(() => useVision.setState({ figures: run.figures() }), figuresEveryMs);
  current = { run, source, timer };
  announce('Started', 'vision');
}

function openSource(
  kind: SourceKind,
  sink: FrameSink,
  video: HTMLVideoElement | null,
  from: number,
): FrameSource {
  const { cameraId, video: file, pictures } = useVision.getState();
  const late = lateSink(sink);
  if (kind === 'folder') {
    return openFolder(
      pictures,
      from,
      {
        perSecond: () => useVision.getState().picturesPerSecond,
        onAt: (at) => useVision.setState({ at }),
        onUnreadable: (name) =>
          useVision.setState(({ unreadable }) => ({ unreadable: [...unreadable, name] })),
      },
      late,
    );
  }
  if (!video) return { stop: () => {} };
  if (kind === 'camera') {
    const source = openCamera(video, cameraId, late);
    // Their names are known once a camera was allowed.
    video.addEventListener('playing', () => void refreshCameras(), { once: true });
    return source;
  }
  return file ? openVideo(video, file, late) : { stop: () => {} };
}

/** A source may fail or end while it is opened; it is told after the run is in place. */
function lateSink(sink: FrameSink): FrameSink {
  return {
    ...sink,
    failed: (trouble) => queueMicrotask(() => sink.failed(trouble)),
    ended: () => queueMicrotask(() => sink.ended()),
  };
}

export function stopVision(): void {
  if (!current) return;
  end({ state: 'off' });
  announce('Stopped', 'vision');
}

/** The panel comes: what was seen with another version is not of this one. */
export function enterVision(key: string): void {
  const { ranOn } = useVision.getState();
  if (ranOn !== null && ranOn !== key) leaveVision();
}

/** The panel goes: nothing runs unseen. The last picture and the counts are there when it comes back. */
export function pauseVision(): void {
  if (current) end({ state: 'off', wasLeft: true });
}

/** Nothing runs and nothing is held any more; what was chosen stays. */
export function leaveVision(): void {
  endRun();
  clearShown();
  left += 1;
  useVision.setState({
    state: 'off',
    ranOn: null,
    wasLeft: false,
    figures: null,
    trouble: null,
    failure: null,
  });
}

function end(what: Partial<VisionState>): void {
  endRun();
  useVision.setState(what);
}

function endRun(): void {
  if (!current) return;
  const { run, source, timer } = current;
  current = null;
  clearInterval(timer);
  source.stop();
  // Calls that are under way end a little later; a new run has figures of its own by then.
  const own = left;
  void run.stop().then(() => {
    if (!current && own === left) useVision.setState({ figures: run.figures() });
  });
}

function clearShown(): void {
  useVision.getState().shown?.frame.bitmap.close();
  useVision.setState({ shown: null });
}

export function setPolicy(policy: BufferPolicy): void {
  useVision.setState({ policy });
  current?.run.setPolicy(policy);
}

/** Another source; what ran is stopped. */
export function chooseSource(kind: SourceKind): void {
  leaveVision();
  // A file can be held, so by itself it loses nothing; of a camera the newest picture is what matters.
  useVision.setState({ kind, policy: kind === 'camera' ? 'drop-oldest' : 'wait' });
}

export function chooseCamera(cameraId: string): void {
  leaveVision();
  useVision.setState({ cameraId });
}

export function chooseVideo(video: File): void {
  leaveVision();
  useVision.setState({ video });
}

/** Takes the pictures among files; says so when there are none. */
export function choosePictures(files: readonly File[]): void {
  leaveVision();
  const pictures = picturesOf(files);
  useVision.setState({
    pictures,
    at: 0,
    trouble:
      pictures.length > 0
        ? null
        : {
            title: 'There is no picture in that folder',
            text: 'PNG, JPEG, WebP, AVIF, GIF and BMP files are taken, those in folders below it as well.',
          },
  });
}

/** Another picture of the folder, by hand. */
export function goToPicture(by: number): void {
  current?.source.go?.(by);
}

export async function refreshCameras(): Promise<void> {
  useVision.setState({ cameras: await listCameras() });
}
