import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { elementBits } from './element-types.ts';
import type { OnnxModel, OnnxTensor } from './model-view.ts';
import { refusal } from './refusal.ts';
import { allTensors } from './walk.ts';

/** Weights that lie in a file beside the model. */
export interface ExternalData {
  tensor: OnnxTensor;
  fileName: string;
  offset: number;
  sizeBytes: number;
}

/** Files beside the model, open for reading. */
export interface ExternalFiles extends Disposable {
  data: ExternalData[];
  /** Descriptor by file name. */
  descriptors: ReadonlyMap<string, number>;
  sizeBytes: number;
}

const mostFiles = 10_000;

/**
 * Opens the files that hold weights: plain files named by a plain name, in the folder of the model and nowhere else, no
 * links of either kind. They are looked at after they are opened, so that nothing can be put in their place meanwhile.
 * @param folder null when files beside the model may not be read at all
 * @throws MODEL_INVALID
 */
export function openExternalData(model: OnnxModel, folder: string | null): ExternalFiles {
  const descriptors = new Map<string, number>();
  const sizes = new Map<string, number>();
  const close = (): void => {
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    descriptors.clear();
  };
  const data: ExternalData[] = [];
  try {
    for (const tensor of allTensors(model)) {
      if (!tensor.external) continue;
      const fileName = plainName(model.file, tensor.external.get('location') ?? '');
      if (!descriptors.has(fileName)) {
        if (folder === null)
          throw refusal(
            model.file,
            `keeps weights in another file ("${fileName}"), which is not here; import the folder with both.`,
          );
        if (descriptors.size === mostFiles)
          throw refusal(model.file, `keeps its weights in more than ${mostFiles} files.`);
        const { descriptor, sizeBytes } = openPlainFile(model.file, folder, fileName);
        descriptors.set(fileName, descriptor);
        sizes.set(fileName, sizeBytes);
      }
      data.push(placed(model.file, tensor, fileName, sizes.get(fileName) ?? 0));
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    data,
    descriptors,
    sizeBytes: data.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    [Symbol.dispose]: close,
  };
}

function plainName(file: string, location: string): string {
  // Names that some system reads as a path, a drive, a stream or a device are not plain.
  if (/^[^/\\:*?"<>|\p{Cc}]{1,200}$/u.test(location) && !/^\.{1,2}$|[. ]$/u.test(location)) return location;
  throw refusal(
    file,
    `keeps weights in "${location.slice(0, 100)}", and only files beside the model, with a plain name, are read; export it into one file.`,
  );
}

function openPlainFile(
  file: string,
  folder: string,
  fileName: string,
): { descriptor: number; sizeBytes: number } {
  const refused = (why: string) => refusal(file, `keeps weights in "${fileName}", which ${why}.`);
  const path = join(realpathSync(folder), fileName);
  const before = lstatSync(path, { throwIfNoEntry: false });
  if (!before) throw refused('is not beside it; import the folder with both');
  if (before.isSymbolicLink())
    throw refused('is a link, and links are not followed; put the file itself there');
  let descriptor: number;
  try {
    // Not blocking, so that a pipe in its place cannot hold this process.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    descriptor = openSync(path, flags);
  } catch (error) {
    throw refused(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  const now = fstatSync(descriptor);
  const problem = !now.isFile()
    ? 'is no file'
    : now.nlink !== 1
      ? 'has a second name elsewhere (a hard link); put a copy there'
      : now.ino !== before.ino || now.dev !== before.dev
        ? 'was replaced meanwhile; import it again'
        : null;
  if (problem === null) return { descriptor, sizeBytes: now.size };
  closeSync(descriptor);
  throw refused(problem);
}

function placed(file: string, tensor: OnnxTensor, fileName: string, fileBytes: number): ExternalData {
  const bits = elementBits(tensor.elementType) ?? 0;
  const wanted = Math.ceil((tensor.dims.reduce((all, dim) => all * dim, 1) * bits) / 8);
  const number = (key: string, otherwise: number): number => {
    const text = tensor.external?.get(key);
    if (text === undefined) return otherwise;
    return /^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN;
  };
  const offset = number('offset', 0);
  const length = number('length', wanted);
  if (bits === 0 || length !== wanted || !(offset + length <= fileBytes)) {
    throw refusal(
      file,
      `is damaged: "${tensor.name}" should be ${wanted} bytes at ${offset} of "${fileName}", which has ${fileBytes}; export it again.`,
      tensor.name,
    );
  }
  return { tensor, fileName, offset, sizeBytes: length };
}
