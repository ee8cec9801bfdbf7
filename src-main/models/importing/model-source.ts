import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { tokenizerBytesMax } from '../../domain/encoding/tokens.ts';
import { type MlflowNote, readMlmodel } from './mlflow.ts';
import { fileNames, plainFile, readSmallText, tooLarge } from './read-with-care.ts';

/** What a path turned out to be. Nothing of the model file itself has been read yet. */
export interface ModelSource {
  kind: 'file' | 'card' | 'mlflow' | 'hugging-face';
  /** Where its files lie. */
  folder: string;
  modelPath: string;
  /** File or folder name, for people. */
  name: string;
  card: string | null;
  readme: string | null;
  /** Absolute paths, or null where there are none. */
  tokenizerPath: string | null;
  configPath: string | null;
  mlflow: MlflowNote | null;
}

// Protobuf itself ends at 2 GB.
const mostModelBytes = 2 ** 31;
const mostCardBytes = 16e6;
const mostReadmeBytes = 1e6;
const mostConfigBytes = 1e6;

/**
 * Looks what kind of model lies at a path.
 * @throws INPUT_NOT_FOUND, INPUT_UNREADABLE, MODEL_INVALID in one sentence
 */
export async function findModel(given: string): Promise<ModelSource> {
  const path = await whereItIs(given);
  if ((await stat(path)).isDirectory()) return inFolder(path);
  if (extname(path).toLowerCase() !== '.onnx') {
    throw failed(
      'MODEL_INVALID',
      `${basename(path)} is no ONNX model: give a .onnx file, or a folder with one in it`,
      { details: { file: basename(path) } },
    );
  }
  const folder = dirname(path);
  await checkModelFile(folder, basename(path));
  return { ...nothing, kind: 'file', folder, modelPath: path, name: basename(path) };
}

const nothing = {
  card: null,
  readme: null,
  tokenizerPath: null,
  configPath: null,
  mlflow: null,
};

async function inFolder(folder: string): Promise<ModelSource> {
  const name = basename(folder);
  const names = await fileNames(folder);
  const readme = names.includes('README.md')
    ? await readSmallText(folder, 'README.md', mostReadmeBytes).catch(() => null)
    : null;
  const tokenizerPath = await textFile(folder, 'tokenizer.json', tokenizerBytesMax);
  const configPath = await textFile(folder, 'config.json', mostConfigBytes);
  const from = { ...nothing, folder, name, readme, tokenizerPath, configPath };

  const card = await readSmallText(folder, 'card.json', mostCardBytes);
  if (card !== null) {
    const model = await checkModelFile(folder, 'model.onnx', `${name} has a card.json and no model.onnx`);
    return { ...from, kind: 'card', card, modelPath: model };
  }
  if (names.includes('MLmodel')) {
    const mlflow = readMlmodel((await readSmallText(folder, 'MLmodel', mostConfigBytes)) ?? '', name);
    const lost = `the MLmodel of ${name} names ${mlflow.data}, which is not there`;
    return { ...from, kind: 'mlflow', mlflow, modelPath: await checkModelFile(folder, mlflow.data, lost) };
  }
  const modelPath = await onlyModelIn(folder, name, names, tokenizerPath !== null);
  const isPlain = configPath === null && tokenizerPath === null;
  return { ...from, kind: isPlain ? 'file' : 'hugging-face', modelPath };
}

async function textFile(folder: string, name: string, mostBytes: number): Promise<string | null> {
  const path = await plainFile(folder, name);
  if (path === null) return null;
  const { size } = await stat(path);
  if (size > mostBytes) throw tooLarge(name, size, mostBytes);
  return path;
}

async function onlyModelIn(
  folder: string,
  name: string,
  names: readonly string[],
  hasTokenizer: boolean,
): Promise<string> {
  for (const usual of ['model.onnx', 'onnx/model.onnx']) {
    const path = await plainFile(folder, usual);
    if (path !== null) return checkModelFile(folder, usual);
  }
  const models = names.filter((file) => extname(file).toLowerCase() === '.onnx');
  const [only] = models;
  if (only !== undefined && models.length === 1) return checkModelFile(folder, only);
  if (models.length > 1) {
    throw failed(
      'MODEL_INVALID',
      `${name} holds ${models.length} models (${models.slice(0, 5).join(', ')}); give the path of one of them`,
    );
  }
  throw failed(
    'MODEL_INVALID',
    hasTokenizer
      ? `${name} has a tokenizer and no model.onnx; export the model into it too`
      : `there is no model in ${name}: it needs a .onnx file`,
  );
}

async function checkModelFile(folder: string, name: string, whenMissing?: string): Promise<string> {
  const path = await plainFile(folder, name);
  if (path === null) throw failed('MODEL_INVALID', whenMissing ?? `${name} is not there`);
  const { size } = await stat(path);
  if (size === 0)
    throw failed('MODEL_INVALID', `${basename(name)} is empty`, { details: { file: basename(name) } });
  if (size > mostModelBytes) throw tooLarge(basename(name), size, mostModelBytes);
  return path;
}

/** The path a person names may be a link of theirs; what is inside of it may not. */
async function whereItIs(given: string): Promise<string> {
  try {
    return await realpath(given);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const file = basename(given);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw failed('INPUT_NOT_FOUND', `there is no ${file}`, { details: { file } });
    }
    throw failed('INPUT_UNREADABLE', `${file} cannot be read (${code ?? 'unknown error'})`, {
      details: { file },
    });
  }
}
