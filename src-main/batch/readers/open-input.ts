import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FailureError, failed } from '../../contract/failure.ts';
import { inputFailure } from '../file-failure.ts';

export interface OpenInput {
  handle: FileHandle;
  /** The file name without its folders: all of the path that messages may carry. */
  name: string;
  sizeBytes: number;
}

/**
 * Opens an input file for reading, after making sure that it is one. The caller closes the handle.
 *
 * @throws FailureError INPUT_NOT_FOUND, INPUT_UNREADABLE (no permission), INPUT_UNSUPPORTED (a folder, a pipe, a
 * device), INPUT_EMPTY
 */
export async function openInput(path: string): Promise<OpenInput> {
  const name = basename(path);
  const refuseOddKinds = (info: { isFile(): boolean; isDirectory(): boolean }): void => {
    if (info.isDirectory()) {
      throw failed('INPUT_UNSUPPORTED', `${name} is a folder; give one of the files in it`, {
        details: { file: name },
      });
    }
    if (!info.isFile()) {
      throw failed(
        'INPUT_UNSUPPORTED',
        `${name} is a pipe or a device, not a file; save its content to a file first`,
        {
          details: { file: name },
        },
      );
    }
  };
  let handle: FileHandle | undefined;
  if (path.includes('\0')) {
    throw failed('INPUT_NOT_FOUND', 'no file has a NUL character in its path; check the path');
  }
  try {
    // Asked before opening as well: opening a pipe would wait for its other end.
    refuseOddKinds(await stat(path));
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await handle.stat();
    refuseOddKinds(info);
    if (info.size === 0) {
      throw failed('INPUT_EMPTY', `${name} is empty; it needs a header and at least one row`, {
        details: { file: name },
      });
    }
    return { handle, name, sizeBytes: info.size };
  } catch (error) {
    await handle?.close();
    throw openFailure(error, path);
  }
}

/** What an error while an input was read means, as a failure; what is not of the file system stays as it is. */
export function openFailure(error: unknown, path: string): unknown {
  if (
    !(error instanceof Error) ||
    error instanceof FailureError ||
    !('syscall' in error) ||
    !('code' in error)
  )
    return error;
  if (error.code === 'ENOTDIR')
    return failed('INPUT_NOT_FOUND', `${basename(path)} does not exist; check the path`, {
      details: { file: basename(path) },
    });
  return inputFailure(error, path);
}
