import type { z } from 'zod';
import { type ModelCard, modelCardSchema } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';

/**
 * Reads a card and checks that its parts agree.
 * @param folder path or name of its folder, for the message
 * @param sha256 of the model file, for a card that does not say it
 * @throws MODEL_INVALID in words
 */
export function parseCard(text: string, folder: string, sha256?: string): ModelCard {
  const invalid = (what: string) =>
    failed('MODEL_INVALID', `card.json of ${folder.split(/[\\/]/u).at(-1)}: ${what}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  if (isDeeperThan(json, mostDepth)) throw invalid(`it is nested more than ${mostDepth} levels deep`);
  if (sha256 !== undefined && typeof json === 'object' && json !== null) {
    json = { version: '1', sha256, ...json };
  }
  const read = modelCardSchema.safeParse(json);
  if (!read.success) throw invalid(issueText(read.error));
  const contradiction = contradictionIn(read.data);
  if (contradiction) throw invalid(contradiction);
  return read.data;
}

/** What goes deeper overflows the stack of whoever writes it out: parts of a card are free in shape. */
const mostDepth = 50;

function isDeeperThan(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => isDeeperThan(value, levels - 1));
}

/** The first thing that is wrong, in one line: what follows from it would only hide it. */
function issueText(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'it has another shape';
  const place = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : String(step))).join('.');
  return `${place === '' ? '' : `${place.replaceAll('.[', '[')}: `}${issue.message}`;
}

/** What in a card cannot be true at once, whatever its model is; null when nothing. */
function contradictionIn(card: ModelCard): string | null {
  const features = new Map(card.inputs.map((input) => [input.name, input]));
  if (features.size !== card.inputs.length) return 'two inputs have the same name';
  if (new Set(card.tensors.map(({ name }) => name)).size !== card.tensors.length) {
    return 'two tensors have the same name';
  }
  const fed = new Set<string>();
  for (const tensor of card.tensors) {
    for (const feature of tensor.kind === 'features' ? tensor.features : [tensor.feature]) {
      const input = features.get(feature);
      if (!input) return `tensor "${tensor.name}" takes a feature "${feature}" that is no input`;
      fed.add(feature);
      if (tensor.kind === 'tokens' && input.type !== 'text') {
        return `tensor "${tensor.name}" takes tokens of "${feature}", which is no text`;
      }
      if ((tensor.kind === 'image') !== (input.type === 'image')) {
        return `tensor "${tensor.name}" and its feature "${feature}" do not agree whether it is a picture`;
      }
    }
    if (tensor.kind === 'tokens' && !card.tokenizer) {
      return `tensor "${tensor.name}" takes tokens, and there is no tokenizer`;
    }
    if (tensor.kind === 'features' && tensor.dims) {
      const places = tensor.dims.reduce((product, dim) => product * dim, 1);
      if (places !== tensor.features.length) {
        return `tensor "${tensor.name}" has ${places} places and ${tensor.features.length} features`;
      }
    } else if (tensor.kind === 'features' && tensor.shape === 'vector' && tensor.features.length !== 1) {
      return `tensor "${tensor.name}" is a vector and takes ${tensor.features.length} features`;
    }
  }
  const idle = card.inputs.find((input) => !fed.has(input.name));
  if (idle) return `no tensor takes the input "${idle.name}"`;
  const { outputs } = card;
  if (outputs.kind === 'classification') {
    if (outputs.positive && !outputs.labels.includes(outputs.positive)) {
      return `the positive class "${outputs.positive}" is not one of its labels`;
    }
    if (outputs.probabilities === null && !outputs.label) {
      return 'its outputs name neither a class nor probabilities';
    }
  }
  return null;
}
