import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FailureError, failed, toFailure } from '../../../contract/failure.ts';
import { encodeInferBody, type ModelMetadata } from '../../../domain/oip/index.ts';
import {
  canonicalPlace,
  parseRemoteFile,
  placeText,
  remoteFileName,
  type RemoteModel,
  type RemotePort,
} from '../../../domain/remote-model.ts';
import type { TensorValue } from '../../../domain/tensor.ts';
import type { SessionSource } from '../../session-calls.ts';
import { callSignal } from '../call-signal.ts';
import type { LoadedSession } from '../loaded-session.ts';
import { openServer, type RemoteServer } from './server.ts';

/** Whether the server takes tensors as bytes. */
const binaryExtension = 'binary_tensor_data';

/**
 * A model that runs on another server. It weighs nothing here, and several runs of it may be under way at once. A server
 * that does not answer now is no failure yet: every run tries again.
 * @throws MODEL_NOT_FOUND or MODEL_INVALID when the note about where it runs is gone or is another one
 */
export async function openRemoteSession(
  source: SessionSource,
): Promise<{ session: LoadedSession; release: () => Promise<void> }> {
  const remote = await readRemote(source);
  const server = openServer(remote, remote.token);
  const speaks = memoized(() => agreed(server, remote));
  const note = await speaks().then(
    () => null,
    (error: unknown) => toFailure(error),
  );
  if (note && !note.retryable && note.code !== 'OFFLINE') {
    server.close();
    throw new FailureError(note);
  }
  const names = remote.outputs.map(({ name }) => name);
  const session: LoadedSession = {
    key: source.key,
    modelPath: source.modelPath,
    kernel: 'remote',
    inputs: remote.inputs,
    outputs: remote.outputs,
    provider: 'cpu',
    note: note === null ? null : `When it was loaded: ${note.message}. Every request tries again.`,
    memoryBytes: 0,
    async run(feeds, { outputs = names } = {}) {
      const signal = callSignal();
      const { binary } = await speaks();
      const body = encodeInferBody(feeds, outputs, binary);
      const values = await server.infer(body, outputs, signal);
      for (const name of outputs) checkType(remote, name, values[name]);
      return values;
    },
  };
  return {
    session,
    async release() {
      server.close();
    },
  };
}

async function readRemote({ modelPath, sha256 }: SessionSource): Promise<RemoteModel> {
  const text = await readFile(modelPath, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const gone = error.code === 'ENOENT';
    throw failed(
      gone ? 'MODEL_NOT_FOUND' : 'MODEL_INVALID',
      gone
        ? `${remoteFileName} is no longer there; add the model again`
        : `${remoteFileName} cannot be read (${error.code ?? 'unknown error'})`,
      { details: { file: remoteFileName } },
    );
  });
  const remote = parseRemoteFile(text);
  const is = createHash('sha256').update(canonicalPlace(remote)).digest('hex');
  if (sha256 === null || sha256 === is) return remote;
  throw failed(
    'MODEL_INVALID',
    `${remoteFileName} names another place than its card describes: the sha256 differs. Add the model again.`,
    { details: { file: remoteFileName } },
  );
}

/** Looks whether the model over there is still the one that was added. @throws FailureError REMOTE_FAILED */
async function agreed(server: RemoteServer, remote: RemoteModel): Promise<{ binary: boolean }> {
  const [{ extensions }, model] = await Promise.all([server.describe(), server.describeModel()]);
  for (const side of ['inputs', 'outputs'] as const) refuseChanged(remote, model, side);
  return { binary: extensions.includes(binaryExtension) };
}

function refuseChanged(remote: RemoteModel, now: ModelMetadata, side: 'inputs' | 'outputs'): void {
  // Some servers say nothing of a model's ports.
  if (now[side].length === 0) return;
  const known = (ports: readonly RemotePort[]): string =>
    ports
      .map(({ name, type }) => `${name} (${type})`)
      .sort()
      .join(', ');
  if (known(remote[side]) === known(now[side])) return;
  throw failed(
    'REMOTE_FAILED',
    `${placeText(remote)} has changed: its ${side} are ${known(now[side])}, and were ${known(remote[side])} when it was added; add it again`,
  );
}

function checkType(remote: RemoteModel, name: string, value: TensorValue | undefined): void {
  const port = remote.outputs.find((one) => one.name === name);
  if (!port || !value || value.type === port.type) return;
  throw failed(
    'REMOTE_FAILED',
    `${placeText(remote)} answered "${name}" as ${value.type}, and says that it is ${port.type}`,
  );
}

/** What was found out once holds; what failed is tried again, by one for all who wait for it. */
function memoized<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  return () => {
    if (found) return found;
    const mine = find();
    found = mine;
    mine.catch(() => {
      if (found === mine) found = null;
    });
    return mine;
  };
}
