import { failed } from '../../contract/failure.ts';

const full = new Set(['ENOSPC', 'EDQUOT']);
const unusable = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'ENOTEMPTY',
  'EIO',
  'EMFILE',
  'ENAMETOOLONG',
]);

/** What the file system said while a model was put into the data folder, for people; anything else is as it was. */
export function diskFailure(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (full.has(code)) {
    return failed(
      'DISK_FULL',
      'there is no room in the data folder for this model; free some and import it again',
      {
        retryable: true,
      },
    );
  }
  if (!unusable.has(code)) return thrown;
  return failed(
    'FOLDER_UNUSABLE',
    `the model cannot be put into the data folder (${code}); look at its rights`,
  );
}
