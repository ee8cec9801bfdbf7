import type { ModelInput } from '../../contract/card.ts';
import type { Instance } from '../../contract/models.ts';

/** A grey picture of two by two pixels, PNG, as base64. */
const greyPicture =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR42mNoaGBoaAAABgYCATGpHqEAAAAASUVORK5CYII=';
const sentences = [
  'It works, and it was worth the price.',
  'Never again.',
  'The second one broke after a week, the first is fine.',
];

/**
 * Made-up rows of a model's features, the same on every machine. The first row is the card's example; the others go
 * through what the card allows, so that the rows differ.
 */
export function madeUpRows(inputs: readonly ModelInput[], rows: number): Instance[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(inputs.map((input) => [input.name, madeUpValue(input, row)])),
  );
}

function madeUpValue(input: ModelInput, row: number): Instance[string] {
  const given = input.example ?? input.default ?? null;
  switch (input.type) {
    case 'number':
    case 'integer':
      return row === 0 && typeof given === 'number' ? given : numberAt(input, row);
    case 'category':
      return row === 0 && typeof given === 'string'
        ? given
        : (input.values[row % input.values.length] ?? null);
    case 'text':
      return typeof given === 'string' && given !== '' ? given : (sentences[row % sentences.length] ?? null);
    case 'boolean':
      return row % 2 === 1;
    case 'image':
      return greyPicture;
  }
}

function numberAt(input: Extract<ModelInput, { type: 'number' | 'integer' }>, row: number): number {
  // Parts of a turn by the golden ratio are spread evenly and never the same.
  const share = (row * 0.618_033_988_749_895) % 1;
  if (input.range) {
    const [from, to] = input.range;
    const value = from + (to - from) * share;
    return input.type === 'integer' ? Math.round(value) : value;
  }
  // One, because a zero may be a mask that leaves nothing.
  const base = input.example ?? input.default ?? 1;
  // An integer without a range may be an index: what lies beyond its end stops the model.
  return input.type === 'integer' ? base : base + share;
}
