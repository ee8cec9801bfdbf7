import { basename, dirname } from 'node:path';
import type { ModelOperations } from '../operations.ts';
import { examineModel, prepareModel } from './examine.ts';
import { readModelFile, writeModelFile } from './model-file.ts';
import { readTextFiles } from './text-files.ts';

type Handlers = {
  [Name in 'model.inspect' | 'model.take']: (
    payload: ModelOperations[Name]['payload'],
  ) => ModelOperations[Name]['result'];
};

/** What an engine process does with a model file before the runtime may see it. */
export const modelOperations: Handlers = {
  'model.inspect': ({ path }) => {
    const { bytes, sha256 } = readModelFile(path);
    using examined = examineModel({ bytes, file: basename(path), folder: dirname(path) });
    const { outline, findings } = examined;
    return { outline, findings, sizeBytes: bytes.length, sha256 };
  },
  'model.take': ({ path, outPath, tokenizerPath, configPath }) => {
    const { bytes, sha256: sourceSha256 } = readModelFile(path);
    using prepared = prepareModel(
      { bytes, file: basename(path), folder: dirname(path) },
      () => readTextFiles(tokenizerPath, configPath),
      process.platform,
    );
    const { sha256, sizeBytes } = writeModelFile(outPath, prepared.pieces);
    const { outline, findings, draft } = prepared;
    return { outline, findings, draft, sha256, sizeBytes, sourceSha256 };
  },
};
