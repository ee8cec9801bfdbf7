import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { failed } from '../../../contract/failure.ts';
import type { Surroundings } from '../../command.ts';

export const tokenVariable = 'FOREDECK_REMOTE_TOKEN';

/**
 * The token of a server: never from the command line itself, which every program on the machine can read.
 * @returns null where neither a file is named nor the variable is set
 * @throws INPUT_UNREADABLE, INPUT_EMPTY
 */
export async function remoteTokenFrom(
  file: string | undefined,
  { cwd, env }: Pick<Surroundings, 'cwd' | 'env'>,
): Promise<string | null> {
  if (file === undefined) return env[tokenVariable]?.trim() || null;
  const path = resolve(cwd, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw failed('INPUT_UNREADABLE', `${basename(path)} cannot be read (${error.code ?? 'unknown error'})`, {
      details: { file: basename(path) },
    });
  });
  const token = text.trim();
  if (token !== '') return token;
  throw failed('INPUT_EMPTY', `${basename(path)} holds no token`, { details: { file: basename(path) } });
}
