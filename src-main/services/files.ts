import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { failed } from '../contract/failure.ts';
import type { Choosable, Dialect, TableDescription } from '../contract/files.ts';
import type { HostCapabilities } from './host.ts';

export interface FilesServiceOptions {
  describe(path: string, delimiter: Dialect['delimiter'] | null): Promise<TableDescription>;
  models(): { card: { name: string }; sample: string | null }[];
  host: HostCapabilities;
  /** Whether a path is the input or output of a job: only those are opened, since opening can start a program. */
  isKnown(path: string): Promise<boolean>;
}

export type FilesService = ReturnType<typeof createFilesService>;

export function createFilesService({ describe, models, host, isKnown }: FilesServiceOptions) {
  const known = async (path: string): Promise<string> => {
    if (await isKnown(path)) return path;
    throw failed('BAD_REQUEST', `${basename(path)} is neither the input nor the output of a job here`, {
      details: { file: basename(path), field: 'path' },
    });
  };
  const able = <Name extends keyof HostCapabilities>(
    name: Name,
    what: string,
  ): NonNullable<HostCapabilities[Name]> => {
    const ability = host[name];
    if (!ability) throw failed('NOT_SUPPORTED', `${what} is not possible from a browser`);
    return ability;
  };
  return {
    describe,
    choose: async (of: Choosable) => ({
      paths: await able('chooseFiles', 'A file dialog of the system')(of),
    }),
    open: async (path: string) => able('openPath', 'Opening a file in its program')(await known(path)),
    reveal: async (path: string) => able('revealPath', 'Showing a file in its folder')(await known(path)),
    samples: () =>
      models().flatMap(({ card, sample }) =>
        sample === null
          ? []
          : [{ model: card.name, path: sample, name: basename(sample), sizeBytes: statSync(sample).size }],
      ),
  };
}
