import { readFile } from 'node:fs/promises';
import type { ModelRef } from '../../contract/models.ts';
import { failed } from '../../contract/failure.ts';
import { parseRemoteFile, remoteFileName, remoteFileText } from '../../domain/remote-model.ts';
import type { WithChecker } from '../importing/checker.ts';
import { inIncoming, replaceFile, writeText } from '../importing/incoming.ts';
import type { RegisteredModel } from '../model-folder.ts';
import type { ModelRegistry } from '../registry.ts';
import { inTime, refuseUnusableToken, withinMs } from './ask-server.ts';

export interface ChangeTokenOptions {
  registry: ModelRegistry;
  importedFolder: string;
  withChecker: WithChecker;
}

/** @param token null = none is sent any more */
export type ChangeToken = (
  model: ModelRef,
  token: string | null,
  signal: AbortSignal,
) => Promise<RegisteredModel>;

/**
 * Has a model on another server be asked with another token, once that server has taken it. What is loaded goes on with
 * the one before until it is loaded anew.
 * @throws MODEL_NOT_FOUND; BAD_REQUEST for a model that runs here, or a token that cannot be sent; REMOTE_FAILED; OFFLINE;
 * ENGINE_*; CANCELLED by the signal
 */
export async function changeToken(
  ref: ModelRef,
  token: string | null,
  { registry, importedFolder, withChecker }: ChangeTokenOptions,
  signal: AbortSignal,
): Promise<RegisteredModel> {
  const model = registry.find(ref);
  if (!model.remote) {
    const { name, version } = model.card;
    throw failed('BAD_REQUEST', `${name}@${version} runs here; only a model on another server has a token`);
  }
  refuseUnusableToken(token);
  const remote = { ...parseRemoteFile(await readFile(model.modelPath, 'utf8')), token };
  await withChecker((checker) => inTime(remote, checker.look(remote)), signal, withinMs);
  await inIncoming(importedFolder, async (folder) => {
    await writeText(folder, remoteFileName, remoteFileText(remote));
    await replaceFile(folder, model.folder, remoteFileName);
  });
  return model;
}
