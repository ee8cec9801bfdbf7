/**
 * Text frames both ways, in order: all that the contract needs of a MessagePort, a WebSocket or a pair in memory.
 * `send` never throws once the other side has gone; a promise from it means "wait before you send more".
 */
export interface Channel {
  send(frame: string): void | Promise<void>;
  /** Called once for each frame; frames that came before the listener are kept for it. */
  onFrame(listener: (frame: string) => void): void;
  /** Called once, also when the channel was closed before. No frame comes after it. */
  onClose(listener: () => void): void;
  /** Closes both ends; doing it again changes nothing. */
  close(): void;
}

/**
 * The half of a channel that every carrier shares: keeps early frames, tells the closing once, drops what comes
 * after it. A carrier feeds it with `frame` and `ended`, and gives what to do to send and to close.
 */
export function channelCore(carrier: { send(frame: string): void | Promise<void>; close(): void }): {
  channel: Channel;
  frame(text: string): void;
  ended(): void;
} {
  let closed = false;
  let early: string[] = [];
  let onFrame: ((frame: string) => void) | null = null;
  const closeListeners: (() => void)[] = [];
  const ended = () => {
    if (closed) return;
    closed = true;
    early = [];
    for (const listener of closeListeners.splice(0)) listener();
  };
  return {
    channel: {
      send: (frame) => (closed ? undefined : carrier.send(frame)),
      onFrame(listener) {
        onFrame = listener;
        for (const frame of early.splice(0)) listener(frame);
      },
      onClose(listener) {
        if (closed) listener();
        else closeListeners.push(listener);
      },
      close() {
        if (closed) return;
        carrier.close();
        ended();
      },
    },
    frame(text) {
      if (closed) return;
      if (onFrame) onFrame(text);
      else early.push(text);
    },
    ended,
  };
}

/** Two ends in one process. Frames arrive in a later microtask, as they would over any other carrier. */
export function memoryChannels(): [Channel, Channel] {
  const later = (action: () => void): void => void Promise.resolve().then(action);
  const ends: ReturnType<typeof channelCore>[] = [];
  const end = (other: 0 | 1) =>
    channelCore({
      send: (frame) => later(() => ends[other]?.frame(frame)),
      close: () => later(() => ends[other]?.ended()),
    });
  const first = end(1);
  const second = end(0);
  ends.push(first, second);
  return [first.channel, second.channel];
}
