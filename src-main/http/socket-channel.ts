import { type RawData, WebSocket } from 'ws';
import { type Channel, channelCore } from '../contract/channel.ts';

/** Above this many unsent bytes a sender is made to wait, so that a slow reader slows its streams and not the memory. */
const highWaterBytes = 1024 * 1024;
const normalClosure = 1000;
const unsupportedData = 1003;
/** How long the closing handshake may take before the socket is torn down. */
const closeGraceMs = 2000;

/**
 * The contract's channel over a WebSocket of `ws`, on either side. A binary frame closes it. Errors of the socket
 * (a frame over the size limit, a reset) are its close, never an exception.
 */
export function socketChannel(socket: WebSocket): Channel {
  const core = channelCore({
    send(frame) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount < highWaterBytes) return socket.send(frame);
      return new Promise((resolve) => socket.send(frame, () => resolve()));
    },
    close: () => closeSocket(socket, normalClosure),
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary) closeSocket(socket, unsupportedData);
    else core.frame(frameText(data));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => core.ended());
  return core.channel;
}

function frameText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString();
}

/** Ends the socket politely, and by force when the other side does not answer in time. */
export function closeSocket(socket: WebSocket, code: number, reason?: string): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), closeGraceMs);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
