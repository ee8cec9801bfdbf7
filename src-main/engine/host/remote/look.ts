import type { ModelMetadata, ServerMetadata } from '../../../domain/oip/index.ts';
import type { RemotePlace } from '../../../domain/remote-model.ts';
import { openServer } from './server.ts';

/**
 * Asks a server what it is and what its model takes and gives, and whether that takes requests now.
 * @throws FailureError REMOTE_FAILED, NOT_SUPPORTED for types of tensors that are not taken here
 */
export async function lookAtRemote({
  token,
  ...place
}: RemotePlace & { token: string | null }): Promise<{ server: ServerMetadata; model: ModelMetadata }> {
  const remote = openServer(place, token);
  try {
    const server = await remote.describe();
    const model = await remote.describeModel();
    await remote.checkReady();
    return { server, model };
  } finally {
    remote.close();
  }
}
