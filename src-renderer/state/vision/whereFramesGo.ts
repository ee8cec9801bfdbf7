/** Where the frames of a page are processed, in words that hold. */
export function whereFramesGo(options: {
  /** The page's own address: protocol and host name. */
  protocol: string;
  hostname: string;
  /** Of a model that runs on another server. */
  remoteUrl: string | null;
}): { leave: boolean; text: string } {
  const { protocol, hostname, remoteUrl } = options;
  if (remoteUrl !== null) {
    return { leave: true, text: `This model runs elsewhere: every frame is sent to ${remoteUrl}.` };
  }
  const isHere = !/^https?:$/u.test(protocol) || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
  return isHere
    ? {
        leave: false,
        text: 'Nothing leaves this machine: the page hands each frame to the engine here, and none is kept.',
      }
    : { leave: true, text: `Frames are sent to ${hostname}, where Foredeck runs; none is kept there.` };
}
