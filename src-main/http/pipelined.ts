import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Lets an answer that waits for earlier ones of its connection end with that connection. Node tells only the answer
 * that has the socket; the others would never hear that their caller has left, and be waited for for good.
 */
export function endWithConnection(request: IncomingMessage, response: ServerResponse): void {
  if (response.socket !== null) return;
  request.socket.once('close', () => {
    if (response.closed || response.writableFinished) return;
    response.destroy();
    response.emit('close');
  });
}
