import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { ModelCard } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';
import {
  type GraphOutline,
  graphOutlineSchema,
  type ImportReport,
  importReportSchema,
} from '../contract/models.ts';
import {
  parseRemoteFile,
  remoteFileName,
  type RemoteModel,
  type RemotePlace,
} from '../domain/remote-model.ts';
import { parseCard } from './card-file.ts';

/** A version of a model as its folder has it. */
export interface RegisteredModel {
  card: ModelCard;
  /** Absolute. */
  folder: string;
  /** Its file, or the note that says on which other server it runs. */
  modelPath: string;
  /** Of the file; 0 where there is none. */
  sizeBytes: number;
  /** Where it runs when that is not here. */
  remote: RemotePlace | null;
  /** Came with the product. */
  bundled: boolean;
  /** A file of held-out rows that comes with the product, or null. */
  sample: string | null;
  importedAtMs: number | null;
  /** What the import found; null for what came with the product. */
  report: ImportReport | null;
  /** Known from the import; null for what came with the product. */
  outline: GraphOutline | null;
}

/** `import.json` beside an imported model. */
export const importFileSchema = z.object({
  format: z.literal(1),
  report: importReportSchema,
  outline: graphOutlineSchema,
});

/** A model that comes with the product. @throws MODEL_INVALID: then the installation is damaged */
export function readBundledModel(folder: string, samplesFolder: string): RegisteredModel {
  const { card, modelPath, sizeBytes } = readFolder(folder, 'install Foredeck again');
  const sample = join(samplesFolder, `${card.name}.csv`);
  return {
    card,
    folder,
    modelPath,
    sizeBytes,
    remote: null,
    bundled: true,
    sample: existsSync(sample) ? sample : null,
    importedAtMs: null,
    report: null,
    outline: null,
  };
}

/** A model that was imported into `<name>/<version>/`. @throws MODEL_INVALID */
export function readImportedModel(folder: string, name: string, version: string): RegisteredModel {
  const { card, modelPath, sizeBytes, remote } = readFolder(folder, 'import it again');
  if (card.name !== name || card.version !== version) {
    throw failed(
      'MODEL_INVALID',
      `the folder of ${name}@${version} holds ${card.name}@${card.version}; it was moved by hand`,
    );
  }
  const imported = readImportFile(join(folder, 'import.json'));
  return {
    card,
    folder,
    modelPath,
    sizeBytes,
    remote: remote && placeOf(remote),
    bundled: false,
    sample: null,
    importedAtMs: imported?.report.atMs ?? statSync(modelPath).mtimeMs,
    report: imported?.report ?? null,
    outline: imported?.outline ?? (remote && outlineOfPorts(remote)),
  };
}

function readFolder(folder: string, advice: string) {
  const card = parseCard(readCard(folder, advice), folder);
  const remotePath = join(folder, remoteFileName);
  if (existsSync(remotePath)) {
    const remote = parseRemoteFile(readFileSync(remotePath, 'utf8'));
    return { card, modelPath: remotePath, sizeBytes: 0, remote };
  }
  const modelPath = join(folder, 'model.onnx');
  const sizeBytes = statSync(modelPath, { throwIfNoEntry: false })?.size;
  if (sizeBytes === undefined) {
    throw failed('MODEL_INVALID', `model.onnx of ${card.name}@${card.version} is missing; ${advice}`);
  }
  return { card, modelPath, sizeBytes, remote: null };
}

/** Without the token, which stays in its file. */
function placeOf({ url, model, version }: RemoteModel): RemotePlace {
  return { url, model, version };
}

/** What is known of a graph that runs elsewhere: its ends. */
export function outlineOfPorts({ inputs, outputs }: Pick<RemoteModel, 'inputs' | 'outputs'>): GraphOutline {
  const portOf = ({ name, type, dims }: RemoteModel['inputs'][number]) => ({ name, type, dims: [...dims] });
  return {
    nodes: 0,
    irVersion: 0,
    producer: '',
    opsets: [],
    inputs: inputs.map(portOf),
    outputs: outputs.map(portOf),
    steps: [],
    weightsBytes: 0,
    metadata: {},
  };
}

function readCard(folder: string, advice: string): string {
  try {
    return readFileSync(join(folder, 'card.json'), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const which = `${basename(dirname(folder))}/${basename(folder)}`;
    throw failed('MODEL_INVALID', `card.json in the folder ${which} cannot be read (${code}); ${advice}`);
  }
}

/** The report is for people; a model without one that can be read works all the same. */
function readImportFile(path: string): z.infer<typeof importFileSchema> | null {
  try {
    return importFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
