import { basename } from 'node:path';
import { FailureError, failed } from '../../contract/failure.ts';

/** What an error while writing `path` means, as a failure; whatever is not about writing stays as it is. */
export function outputFailure(error: unknown, path: string): unknown {
  if (error instanceof FailureError || !(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  const name = basename(path);
  const details = { file: name };
  if (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    /No space left|not enough space on the disk/iu.test(error.message)
  ) {
    return failed('DISK_FULL', `There is no room left on the disk for ${name}; free some and resume`, {
      details,
      retryable: true,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return failed('OUTPUT_NOT_WRITABLE', `${name} cannot be written there: no permission`, { details });
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return failed('OUTPUT_NOT_WRITABLE', `${name} cannot be written: its folder is not there`, { details });
  }
  if (code === 'EFBIG')
    return failed('DISK_FULL', `${name} is larger than its disk can hold in one file`, { details });
  return error;
}
