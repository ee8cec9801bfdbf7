import { JSON_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { failed } from '../../contract/failure.ts';

/** What an `MLmodel` file says of a model with the onnx flavour (https://mlflow.org/docs/latest/ml/model/). */
export interface MlflowNote {
  /** The model file, relative to the folder. */
  data: string;
  inputs: MlflowColumn[];
}

/** A column of a table; null names and types are not said. */
export interface MlflowColumn {
  name: string | null;
  type: string;
}

const mlmodelSchema = z.object({
  flavors: z.record(z.string(), z.unknown()),
  signature: z.object({ inputs: z.string().nullish() }).nullish(),
});
const onnxFlavourSchema = z.object({ data: z.string().min(1).max(500) });
const columnsSchema = z
  .array(z.object({ type: z.string().max(100), name: z.string().max(200).nullish() }))
  .max(100_000);

/** @throws MODEL_INVALID when it is no MLmodel or has no onnx flavour */
export function readMlmodel(text: string, folder: string): MlflowNote {
  const invalid = (what: string) => failed('MODEL_INVALID', `the MLmodel of ${folder} ${what}`);
  if (repeatsTooMuch(text)) throw invalid('repeats parts of itself (*name) more often than is read');
  let yaml: unknown;
  try {
    // Of JSON's types only: no dates, no merge keys.
    yaml = load(text, { schema: JSON_SCHEMA });
  } catch {
    throw invalid('is no YAML that can be read');
  }
  const read = mlmodelSchema.safeParse(yaml);
  if (!read.success) throw invalid('lists no flavours');
  const { flavors, signature } = read.data;
  const flavour = onnxFlavourSchema.safeParse(flavors.onnx);
  if (!flavour.success) {
    const others = Object.keys(flavors).join(', ') || 'none';
    throw invalid(
      Object.hasOwn(flavors, 'onnx')
        ? 'does not say which file its onnx flavour is in'
        : `has no onnx flavour (it has ${others.slice(0, 200)}); log the model with mlflow.onnx`,
    );
  }
  return { data: flavour.data.data, inputs: columnsOf(signature?.inputs ?? null) };
}

/** What is repeated weighs as much each time: a list as a key is written out, and a small file could fill the memory. */
const mostRepeats = 20;

/** Looks at asterisks, of which some may stand in texts; without an anchor none is an alias. */
function repeatsTooMuch(text: string): boolean {
  return /&[^\s,[\]{}]/u.test(text) && [...text.matchAll(/\*[^\s,[\]{}]/gu)].length > mostRepeats;
}

/** A signature of tensors instead of columns says nothing that the graph does not say. */
function columnsOf(signature: string | null): MlflowColumn[] {
  if (signature === null) return [];
  try {
    const columns = columnsSchema.parse(JSON.parse(signature));
    if (columns.some(({ type }) => type === 'tensor')) return [];
    return columns.map(({ name, type }) => ({ name: name ?? null, type }));
  } catch {
    return [];
  }
}
