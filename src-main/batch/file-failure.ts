import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { failed, type FailureError } from '../contract/failure.ts';
import { finalName } from '../domain/partial-name.ts';

/** What the operating system said about an input, as a failure that names the file and what to do. */
export function inputFailure(error: unknown, path: string): FailureError {
  const name = basename(path);
  const details = { file: name };
  switch (codeOf(error)) {
    case 'ENOENT':
      return failed('INPUT_NOT_FOUND', `${name} does not exist; check the path`, { details });
    case 'EACCES':
    case 'EPERM':
      return failed('INPUT_UNREADABLE', `${name} may not be read by this user; change its permissions`, {
        details,
      });
    case 'ENAMETOOLONG':
      return failed('INPUT_NOT_FOUND', `${name} does not exist: no file has so long a name`, { details });
    case 'EISDIR':
      return failed('INPUT_UNSUPPORTED', `${name} is a folder; give one of the files in it`, { details });
    default:
      return failed('INPUT_UNREADABLE', `${name} cannot be read (${codeOf(error) ?? String(error)})`, {
        details,
      });
  }
}

/** The same for an output, or for a working file of one. */
export function outputFailure(error: unknown, path: string): FailureError {
  const name = finalName(basename(path));
  const details = { file: name };
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failed('DISK_FULL', `the disk is full while writing ${name}; free space and resume the job`, {
        details,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failed('OUTPUT_NOT_WRITABLE', `${name} cannot be written in its folder; choose another output`, {
        details,
      });
    case 'ENOENT':
    case 'ENOTDIR':
      if (existsSync(dirname(path))) {
        const text = `the unfinished ${name} was removed meanwhile; resume the job to make it anew`;
        return failed('OUTPUT_NOT_WRITABLE', text, { details });
      }
      return failed('OUTPUT_NOT_WRITABLE', `the folder for ${name} does not exist; choose another output`, {
        details,
      });
    case 'ENAMETOOLONG':
      return failed(
        'OUTPUT_NOT_WRITABLE',
        `the name ${name} is too long for its folder; choose a shorter one`,
        {
          details,
        },
      );
    case 'EEXIST':
      return failed('OUTPUT_EXISTS', `${name} exists already; choose another output or let it be replaced`, {
        details,
      });
    default:
      return failed('OUTPUT_NOT_WRITABLE', `${name} cannot be written (${codeOf(error) ?? String(error)})`, {
        details,
      });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
