import { failed } from '../contract/failure.ts';
import { leavesMachine } from '../network/index.ts';

/**
 * A server that is its own remote would ask itself until its limits end that.
 * @param own the address of the local server, null while it is off; reached through another name, it is not noticed
 * @throws FailureError BAD_REQUEST when the address of a remote model leads there
 */
export function refuseOwnServer(url: string, own: string | null): void {
  const [there, here] = [URL.parse(url), own === null ? null : URL.parse(own)];
  if (!there || !here || there.protocol !== 'http:' || there.port !== here.port) return;
  if (there.hostname !== here.hostname && leavesMachine(url)) return;
  throw failed(
    'BAD_REQUEST',
    'the address of the server is that of this Foredeck, whose models are here already',
    {
      details: { field: 'url' },
    },
  );
}
