import type { FeatureTensor, ModelCard, ModelInput } from '../../contract/card.ts';
import { datatypeName } from '../../domain/oip/datatypes.ts';
import { exampleInstance } from './features.ts';

/**
 * The request over V2 that stands for the card's row of examples; null for models that take tokens or pictures, whose
 * tensors no person writes.
 */
export function exampleInferRequest(card: ModelCard): { inputs: object[] } | null {
  const instance = exampleInstance(card);
  if (instance === null || card.rowsPerRun) return null;
  const inputs: object[] = [];
  const features = new Map(card.inputs.map((input) => [input.name, input]));
  for (const tensor of card.tensors) {
    if (tensor.kind !== 'features') return null;
    const data = tensor.features.map((name) => element(tensor, features.get(name), instance[name]));
    inputs.push({ name: tensor.name, shape: rowShape(tensor), datatype: datatypeName(tensor.type), data });
  }
  return { inputs };
}

function rowShape({ shape, dims, features }: FeatureTensor): number[] {
  if (shape === 'vector') return [1];
  return [1, ...(dims ?? [features.length])];
}

/** The element that a value becomes: the code of a category, the scaled number, 1 and 0, or the text itself. */
function element({ type }: FeatureTensor, input: ModelInput | undefined, value: unknown): unknown {
  if (type === 'string') return String(value);
  switch (input?.type) {
    case 'category':
      return input.values.indexOf(String(value));
    case 'boolean':
      return type === 'bool' ? value : Number(value);
    case 'number':
    case 'integer': {
      const { scale } = input;
      return scale ? (Number(value) - scale.subtract) / scale.divide : value;
    }
    default:
      return value;
  }
}
