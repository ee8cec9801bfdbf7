import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderFailure } from '../store/index.ts';
import { programUrl } from './entries.ts';

/** Where everything is: what comes with the program, and what is the user's. */
export interface Folders {
  program: string;
  /** Sample tables of the program. */
  samples: string;
  data: string;
  uploads: string;
  /** What came of the sample tables. */
  scoredSamples: string;
  jobs: string;
  comparisons: string;
  logs: string;
}

export function foldersOf(options: { dataFolder: string; programFolder?: string }): Folders {
  const data = resolve(options.dataFolder);
  const program = options.programFolder ?? fileURLToPath(programUrl);
  return {
    program,
    samples: join(program, 'resources', 'samples'),
    data,
    uploads: join(data, 'uploads'),
    scoredSamples: join(data, 'samples'),
    jobs: join(data, 'jobs'),
    comparisons: join(data, 'comparisons'),
    logs: join(data, 'logs'),
  };
}

/** Those that others expect to be there. @throws FOLDER_UNUSABLE */
export function makeFolders({ uploads, scoredSamples }: Folders): void {
  try {
    for (const folder of [uploads, scoredSamples]) mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw folderFailure(error, 'make its folders');
  }
}
