import { resolve } from 'node:path';

export interface StartArguments {
  /** From `--data`; null when it was not given. */
  dataFolder: string | null;
  /** Files to open, absolute. */
  paths: string[];
}

/**
 * Reads the command line the desktop console was started with.
 *
 * @param argv the words after the program and, when Electron was started on the source folder, after that folder.
 */
export function readStartArguments(argv: readonly string[], workingFolder: string): StartArguments {
  const result: StartArguments = { dataFolder: null, paths: [] };
  const words = argv[Symbol.iterator]();
  let onlyPaths = false;
  for (const word of words) {
    if (onlyPaths || !word.startsWith('-')) {
      if (word !== '') result.paths.push(resolve(workingFolder, word));
    } else if (word === '--') onlyPaths = true;
    else if (word === '--data') result.dataFolder = folder(words.next().value, workingFolder);
    else if (word.startsWith('--data='))
      result.dataFolder = folder(word.slice('--data='.length), workingFolder);
    // The other switches are Chromium's, or the system's (`-psn_…`).
  }
  return result;
}

/** The words that are ours in `process.argv`. @param isSourceFolder Electron was started as `electron FOLDER …`. */
export function ownWords(argv: readonly string[], isSourceFolder: boolean): string[] {
  const words = argv.slice(1);
  if (!isSourceFolder) return words;
  const folderAt = words.findIndex((word) => !word.startsWith('-'));
  return folderAt === -1 ? [] : words.slice(folderAt + 1);
}

function folder(word: string | undefined, workingFolder: string): string | null {
  return word ? resolve(workingFolder, word) : null;
}
