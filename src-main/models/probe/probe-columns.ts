import type { ModelCard, ModelInput } from '../../contract/card.ts';

/** What goes into one feature of a tensor: numbers for numeric tensors, texts for string tensors. */
export type ProbeValue = number | string;

/**
 * Made-up values of a feature, the same on every machine. The first row is the card's example; the others go through
 * what the card allows, so that the rows differ.
 */
export function probeColumn(input: ModelInput, rows: number): ProbeValue[] {
  return Array.from({ length: rows }, (_, row) => probeValue(input, row));
}

function probeValue(input: ModelInput, row: number): ProbeValue {
  const first = input.example ?? input.default ?? null;
  switch (input.type) {
    case 'number':
    case 'integer': {
      const value = row === 0 && typeof first === 'number' ? first : numberAt(input, row);
      const { subtract, divide } = input.scale ?? { subtract: 0, divide: 1 };
      return (value - subtract) / divide;
    }
    case 'category':
      return row === 0 && typeof first === 'string' && input.values.includes(first)
        ? first
        : (input.values[row % input.values.length] ?? '');
    case 'text':
      return typeof first === 'string' ? first : '';
    case 'boolean':
      return row % 2;
    case 'image':
      return 0;
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
  const base = input.example ?? input.default ?? 0;
  // An integer without a range may be an index: what lies beyond its end stops the model.
  return input.type === 'integer' ? base : base + share;
}

/** The code of a category's value in a numeric tensor. */
export function codeOf(input: ModelInput, value: ProbeValue): number {
  if (typeof value === 'number') return value;
  return input.type === 'category' ? Math.max(0, input.values.indexOf(value)) : 0;
}

export function inputsByName(card: ModelCard): ReadonlyMap<string, ModelInput> {
  return new Map(card.inputs.map((input) => [input.name, input]));
}
