import type { ModelCard, ModelInput } from '../../contract/card.ts';
import { type Schema, schemaRef } from './terms.ts';

/** A longer list of values helps nobody who reads it. */
const mostValues = 500;
/** The same of features: a model with more is described by the general shapes alone. */
const mostFeatures = 500;

/** Whether a model gets a description of its own. */
export function isDescribable({ inputs }: ModelCard): boolean {
  return inputs.length <= mostFeatures;
}

/** A row of a model: its features, and what each takes. */
export function instanceSchema(card: ModelCard): Schema {
  return {
    type: 'object',
    description: `${card.title}: one row. A row without a feature that is required comes back rejected.`,
    // Models that were made to see missing values see them.
    required: card.inputs.filter(({ acceptsMissing }) => acceptsMissing !== true).map(({ name }) => name),
    properties: Object.fromEntries(card.inputs.map((input) => [input.name, featureSchema(input)])),
    additionalProperties: false,
  };
}

function featureSchema(input: ModelInput): Schema {
  const { title, description, example } = input;
  return {
    ...(title ? { title } : {}),
    description: [description, unitText(input), rangeText(input)].filter(Boolean).join(' '),
    ...valueSchema(input),
    ...(example === null || example === undefined || input.type === 'image' ? {} : { examples: [example] }),
  };
}

function valueSchema(input: ModelInput): Schema {
  const orNull = (type: string) => (input.acceptsMissing ? [type, 'null'] : type);
  switch (input.type) {
    case 'category':
      if (input.values.length > mostValues) return { type: orNull('string') };
      return {
        type: orNull('string'),
        enum: input.acceptsMissing ? [...input.values, null] : input.values,
      };
    case 'image':
      return { type: 'string', contentEncoding: 'base64' };
    case 'text':
      return { type: orNull('string') };
    default:
      return { type: orNull(input.type) };
  }
}

function unitText(input: ModelInput): string {
  return 'unit' in input && input.unit ? `In ${input.unit}.` : '';
}

/** Not a bound: what lies outside is scored all the same. */
function rangeText(input: ModelInput): string {
  if (!('range' in input) || !input.range) return '';
  return `Seen in training: ${input.range[0]} to ${input.range[1]}.`;
}

/** The row of examples that a card gives; null when one is lacking, or is a picture. */
export function exampleInstance({ inputs }: ModelCard): Record<string, unknown> | null {
  const values = inputs.map((input): [string, unknown] => [
    input.name,
    input.type === 'image' ? undefined : (input.example ?? input.default ?? undefined),
  ]);
  return values.some(([, value]) => value === undefined) ? null : Object.fromEntries(values);
}

/** What comes back for a row. */
export function predictionSchema({ outputs, title }: ModelCard): Schema {
  const rejected = { type: 'string', description: 'Why the row could not be scored.' };
  const about = {
    type: 'object',
    description: `${title}: the answer for one row.`,
    required: ['prediction'],
  };
  switch (outputs.kind) {
    case 'classification': {
      const few = outputs.labels.length <= mostValues;
      const probability = { type: 'number', minimum: 0, maximum: 1 };
      return {
        ...about,
        properties: {
          prediction: { type: ['string', 'null'], ...(few ? { enum: [...outputs.labels, null] } : {}) },
          probabilities: few
            ? {
                type: 'object',
                properties: Object.fromEntries(outputs.labels.map((label) => [label, probability])),
              }
            : { type: 'object', additionalProperties: probability },
          rejected,
        },
      };
    }
    case 'regression': {
      const targets = outputs.targets?.slice(0, mostValues);
      const number = { type: ['number', 'null'] };
      const prediction = targets
        ? {
            type: ['object', 'null'],
            properties: Object.fromEntries(targets.map((target) => [target, number])),
          }
        : { ...number, ...(outputs.unit ? { description: `In ${outputs.unit}.` } : {}) };
      return { ...about, properties: { prediction, rejected } };
    }
    case 'detection': {
      const boxes = { type: ['array', 'null'], items: schemaRef('Box') };
      return { ...about, properties: { prediction: boxes, rejected } };
    }
  }
}
