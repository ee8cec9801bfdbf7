import { type FrameSink, type FrameSource, followFrames } from './frameSource.ts';
import { cameraTrouble, noCameraHere } from './trouble.ts';

export interface Camera {
  id: string;
  label: string;
}

/** The cameras of this machine; their names are known once the page was allowed one. */
export async function listCameras(): Promise<Camera[]> {
  // Not there on pages that may not have a camera, whatever the types say.
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (!mediaDevices) return [];
  const devices = await mediaDevices.enumerateDevices().catch(() => []);
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }, at) => ({ id: deviceId, label: label || `Camera ${at + 1}` }));
}

/** Follows the cameras that are connected; the answer is the undo. */
export function followCameras(listener: () => void): () => void {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  mediaDevices?.addEventListener('devicechange', listener);
  return () => mediaDevices?.removeEventListener('devicechange', listener);
}

/** @param cameraId null = the one the browser chooses */
export function openCamera(video: HTMLVideoElement, cameraId: string | null, sink: FrameSink): FrameSource {
  let stopped = false;
  let stream: MediaStream | null = null;
  let unfollow = (): void => {};

  async function start(): Promise<void> {
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    if (!mediaDevices) {
      sink.failed(noCameraHere);
      return;
    }
    try {
      const wanted = { width: { ideal: 1280 }, height: { ideal: 720 } };
      const opened = await mediaDevices.getUserMedia({
        audio: false,
        video: cameraId === null ? wanted : { ...wanted, deviceId: { exact: cameraId } },
      });
      stream = opened;
      if (stopped) {
        end();
        return;
      }
      for (const track of opened.getVideoTracks()) {
        track.addEventListener('ended', () => {
          if (stopped) return;
          sink.failed({
            title: 'The camera was disconnected',
            text: 'Connect it again, or choose another one, then start again.',
          });
        });
      }
      video.srcObject = opened;
      unfollow = followFrames(video, sink);
      await video.play();
    } catch (thrown) {
      if (!stopped) sink.failed(cameraTrouble(thrown));
    }
  }

  function end(): void {
    unfollow();
    for (const track of stream?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  }

  void start();
  return {
    stop() {
      stopped = true;
      end();
    },
  };
}
