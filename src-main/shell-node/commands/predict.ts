import { open, readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { ContractClient } from '../../contract/client.ts';
import { failed } from '../../contract/failure.ts';
import type { Instance, ModelRef, Prediction } from '../../contract/models.ts';
import { rowsPerAnswer } from '../../domain/rows-per-answer.ts';
import { dataFolder, modelRef, parseCommandLine, sharedOptions } from '../arguments.ts';
import { type Command, exitCodes, type Surroundings, UsageError } from '../command.ts';
import { parseInstance } from '../parse-instance.ts';
import * as text from '../text.ts';

const options = {
  ...sharedOptions,
  input: { type: 'string', short: 'i' },
  file: { type: 'string', short: 'f' },
  image: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

/** Bytes of rows in one call: a holder of the folder takes no frame of more than 16 MB. */
const bytesPerCall = 8_000_000;
/** Bytes of a picture, at most; as base64 it fits one call. */
const mostPictureBytes = 11_000_000;

export const predict: Command = {
  name: 'predict',
  summary: 'score rows given as JSON',
  usage: `predict NAME[@VERSION] --input JSON | --file ROWS.jsonl [options]

  --input JSON        one row: '{"feature": value, …}'
  --file ROWS.jsonl   rows, one object a line
  --image FEATURE=PATH
                      takes a picture from a file, for all rows; may be repeated
  --json              prints one JSON document instead of one prediction a line
  --data DIR          the data folder
`,

  async run(args, around) {
    const { values, positionals } = parseCommandLine(args, options, { least: 1, most: 1, what: 'NAME' });
    const model = modelRef(String(positionals[0]));
    const { input, file } = values;
    if (input !== undefined && file !== undefined) throw new UsageError('Give --input or --file, not both.');
    const pictures = await picturesFrom(values.image ?? [], around.cwd);
    if (input === undefined && file === undefined && Object.keys(pictures).length === 0)
      throw new UsageError('There is nothing to score: give --input or --file.');
    const rows =
      file === undefined
        ? [{ instance: parseInstance(input ?? '{}', '--input'), bytes: 0 }]
        : rowsOf(resolve(around.cwd, file));
    // One row is over at once, and sooner when nothing is started that it does not need.
    const idle = file === undefined;
    const backend = await around.connect(dataFolder(values.data, around), { idle });
    try {
      return await scoreAll(backend.client, model, rows, pictures, values.json === true, around);
    } finally {
      await backend.close();
    }
  },
};

interface Row {
  instance: Instance;
  bytes: number;
}

async function scoreAll(
  client: ContractClient,
  model: ModelRef,
  rows: Iterable<Row> | AsyncIterable<Row>,
  pictures: Instance,
  asDocument: boolean,
  around: Surroundings,
): Promise<number> {
  let waiting: Instance[] = [];
  let bytes = 0;
  let known: { name: string; version: string } | null = null;
  const pictureBytes = Object.values(pictures).reduce<number>((sum, text) => sum + String(text).length, 0);
  let rejected = 0;
  let rowsPerCall: number | null = null;
  const all: Prediction[] = [];
  const send = async (): Promise<void> => {
    const scored = await client.models.predict({ model, instances: waiting });
    known = { name: scored.name, version: scored.version };
    rejected += scored.predictions.filter((row) => row.rejected !== undefined).length;
    if (asDocument) for (const prediction of scored.predictions) all.push(prediction);
    else around.out(scored.predictions.map((row) => `${JSON.stringify(row)}\n`).join(''));
    waiting = [];
    bytes = 0;
  };
  for await (const row of rows) {
    const more = row.bytes + pictureBytes;
    if (waiting.length > 0 && bytes + more > bytesPerCall) await send();
    waiting.push({ ...row.instance, ...pictures });
    bytes += more;
    // One row fits every answer, so only who gives more has to know how many do.
    if (waiting.length === 2) rowsPerCall ??= rowsPerAnswer((await client.models.show(model)).card.outputs);
    if (rowsPerCall !== null && waiting.length >= rowsPerCall) await send();
  }
  if (waiting.length > 0) await send();
  if (known === null) throw failed('INPUT_EMPTY', 'there are no rows to score');
  if (asDocument) around.out(text.json({ ...(known as object), predictions: all }));
  if (rejected === 0) return exitCodes.done;
  around.err(`${text.rows(rejected)} could not be scored; "rejected" says why.\n`);
  return exitCodes.someRejected;
}

async function* rowsOf(path: string): AsyncGenerator<Row> {
  const name = basename(path);
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? failed('INPUT_NOT_FOUND', `there is no file ${name}`, { details: { file: name } })
      : failed('INPUT_UNREADABLE', `${name} cannot be read (${error.code})`, { details: { file: name } });
  });
  let line = 0;
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw failed('INPUT_UNSUPPORTED', `${name} is a folder; give a file in it`, { details: { file: name } });
  }
  for await (const json of file.readLines()) {
    line++;
    if (json.trim() === '') continue;
    yield { instance: parseInstance(json, `${name} line ${line}`), bytes: Buffer.byteLength(json) };
  }
}

async function picturesFrom(images: string[], cwd: string): Promise<Instance> {
  const pictures: Instance = {};
  for (const image of images) {
    const at = image.indexOf('=');
    if (at <= 0 || at === image.length - 1)
      throw new UsageError(`--image ${image} names no picture: write FEATURE=PATH.`);
    pictures[image.slice(0, at)] = await pictureAt(resolve(cwd, image.slice(at + 1)));
  }
  return pictures;
}

async function pictureAt(path: string): Promise<string> {
  const details = { file: basename(path) };
  const about = await stat(path).catch(() => null);
  // Some devices never end; a pipe does.
  if (about && !about.isFile() && !about.isFIFO()) {
    throw failed('INPUT_UNSUPPORTED', `${details.file} is no file with a picture`, { details });
  }
  if (about && about.size > mostPictureBytes) {
    throw failed('INPUT_UNSUPPORTED', `the picture ${details.file} has more than 11 MB; make it smaller`, {
      details,
    });
  }
  const bytes = await readFile(path).catch(() => {
    throw failed('INPUT_NOT_FOUND', `the picture ${details.file} cannot be read`, { details });
  });
  return bytes.toString('base64');
}
