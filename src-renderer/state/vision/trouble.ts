/** What keeps frames from coming, and what to do about it. */
export interface Trouble {
  title: string;
  text: string;
}

/** What `getUserMedia` was refused with, in words (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia). */
export function cameraTrouble(thrown: unknown): Trouble {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return {
        title: 'The camera was refused',
        text: 'Allow this page the camera where the browser or the system keeps permissions, then start again.',
      };
    case 'NotFoundError':
      return {
        title: 'There is no camera',
        text: 'Connect one and start again, or take a video file or a folder of pictures.',
      };
    case 'NotReadableError':
    case 'AbortError':
      return {
        title: 'The camera gives no picture',
        text: 'Another program may be using it. Close that, or unplug the camera and connect it again, then start again.',
      };
    case 'OverconstrainedError':
      return { title: 'That camera is gone', text: 'Choose another one and start again.' };
    default:
      return {
        title: 'The camera could not be opened',
        text: `${thrown instanceof Error ? thrown.message : String(thrown)}. Start again, or choose another camera.`,
      };
  }
}

/** For pages that browsers give no camera at all: those neither of this machine nor over HTTPS. */
export const noCameraHere: Trouble = {
  title: 'This page may not have a camera',
  text: 'Browsers give cameras to pages of this machine or over HTTPS alone. Open the console on the machine where Foredeck runs, or take a video file.',
};

/** `MediaError.code` of a video (https://html.spec.whatwg.org/multipage/media.html#error-codes). */
export function videoTrouble(file: string, code: number | undefined): Trouble {
  const [unreadable, damaged, unsupported] = [2, 3, 4];
  if (code === damaged) {
    return {
      title: `${file} is damaged`,
      text: 'It could be opened but not decoded to its end. Take another file, or convert it again.',
    };
  }
  if (code === unsupported) {
    return {
      title: `${file} cannot be played here`,
      text: 'It is no video, or in a codec this browser does not have. Convert it to WebM (VP9) or MP4 (H.264).',
    };
  }
  return {
    title: `${file} could not be read`,
    text:
      code === unreadable
        ? 'Reading it broke off. Choose it again.'
        : 'Choose it again, or take another file.',
  };
}
