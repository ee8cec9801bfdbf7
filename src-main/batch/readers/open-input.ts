import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FailureError, failed } from '../../contract/failure.ts';

export interface OpenInput {
  handle: FileHandle;
  /** The file name without its folders: all of the path that messages may carry. */
  name: string;
  sizeBytes: number;
}

/**
 * Opens an input file for reading, after making sure that it is one. The caller closes the handle.
 *
 * @throws FailureError INPUT_NOT_FOUND, INPUT_UNREADABLE (no permission, a folder, a pipe or a device), INPUT_EMPTY
 */
export async function openInput(path: string): Promise<OpenInput> {
  const name = basename(path);
  const refuseOddKinds = (info: { isFile(): boolean; isDirectory(): boolean }): void => {
    if (info.isDirectory()) {
      throw failed('INPUT_UNREADABLE', `${name} is a folder; choose a file in it`, { details: { file: name } });
    }
    if (!info.isFile()) {
      throw failed('INPUT_UNREADABLE', `${name} is a pipe or a device, not a file; save its content to a file first`, {
        details: { file: name },
      });
    }
  };
  let handle: FileHandle | undefined;
  try {
    // Asked before opening as well: opening a pipe would wait for its other end.
    refuseOddKinds(await stat(path));
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await handle.stat();
    refuseOddKinds(info);
    if (info.size === 0) {
      throw failed('INPUT_EMPTY', `${name} is empty; it needs a header and at least one row`, { details: { file: name } });
    }
    return { handle, name, sizeBytes: info.size };
  } catch (error) {
    await handle?.close();
    throw openFailure(error, name);
  }
}

/** What an error of the file system on an input means, as a failure; failures stay as they are. */
export function openFailure(error: unknown, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const make = (failureCode: 'INPUT_NOT_FOUND' | 'INPUT_UNREADABLE', text: string): FailureError =>
    failed(failureCode, text, { details: { file: name } });
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return make('INPUT_NOT_FOUND', `${name} is not there; it may have been moved or renamed`);
    case 'EACCES':
    case 'EPERM':
      return make('INPUT_UNREADABLE', `${name} may not be read by you; change its permissions or copy it elsewhere`);
    case 'EBUSY':
      return make('INPUT_UNREADABLE', `${name} is locked by another program; close it there`);
    case 'EISDIR':
      return make('INPUT_UNREADABLE', `${name} is a folder; choose a file in it`);
    case 'EIO':
      return make('INPUT_UNREADABLE', `${name} cannot be read from its disk (input/output error)`);
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return make('INPUT_NOT_FOUND', `${name} cannot be reached: the path is too long or links to itself`);
    default:
      return error;
  }
}
