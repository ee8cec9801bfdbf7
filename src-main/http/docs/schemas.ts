import { datatypes } from '../../domain/oip/datatypes.ts';
import { type Parameter, type Schema, schemaRef } from './terms.ts';

const text = { type: 'string' };
const parameters = (known: Record<string, Schema>): Schema => ({
  type: 'object',
  properties: known,
  additionalProperties: { type: ['string', 'number', 'boolean'] },
});
const shape = (description: string, minimum: number): Schema => ({
  type: 'array',
  items: { type: 'integer', minimum },
  description,
});
const datatype = { type: 'string', enum: datatypes };
const data = {
  type: 'array',
  description:
    'The elements in row-major order: flat, or nested as the shape is. null is a missing number (NaN). Whole numbers are exact, beyond 2^53 too. BYTES are texts.',
};

/** The shapes that are the same whatever models there are. */
export const fixedSchemas: Record<string, Schema> = {
  Error: { type: 'object', required: ['error'], properties: { error: text } },
  Failure: {
    type: 'object',
    description: 'What went wrong at the addresses that belong to none of the inference protocols.',
    required: ['code', 'message'],
    properties: { code: text, message: text, retryable: { type: 'boolean' }, details: { type: 'object' } },
  },
  FeatureValue: {
    description: 'As people write it; a picture is base64 text. null, or a feature left out, is missing.',
    type: ['number', 'string', 'boolean', 'null'],
  },
  Instances: {
    type: 'object',
    required: ['instances'],
    properties: {
      instances: {
        type: 'array',
        minItems: 1,
        items: { type: 'object', additionalProperties: schemaRef('FeatureValue') },
        description: 'Rows: values by the name of their feature.',
      },
    },
  },
  Box: {
    type: 'object',
    required: ['label', 'score', 'box'],
    properties: {
      label: text,
      score: { type: 'number' },
      box: {
        type: 'array',
        items: { type: 'number' },
        minItems: 4,
        maxItems: 4,
        description: 'Left, top, width and height in pixels of the picture.',
      },
    },
  },
  Prediction: {
    type: 'object',
    required: ['prediction'],
    properties: {
      prediction: {
        description: 'Class, number, numbers by target, or boxes; null for a row that was rejected.',
        anyOf: [
          { type: ['string', 'number', 'null'] },
          { type: 'object', additionalProperties: { type: 'number' } },
          { type: 'array', items: schemaRef('Box') },
        ],
      },
      probabilities: { type: 'object', additionalProperties: { type: 'number', minimum: 0, maximum: 1 } },
      rejected: { ...text, description: 'Why this row could not be scored; the others are.' },
    },
  },
  Predictions: {
    type: 'object',
    required: ['predictions'],
    properties: { predictions: { type: 'array', items: schemaRef('Prediction') } },
  },
  InferInput: {
    type: 'object',
    required: ['name', 'shape', 'datatype'],
    properties: {
      name: text,
      shape: shape('The length of each dimension.', 0),
      datatype,
      data,
      parameters: parameters({
        binary_data_size: {
          type: 'integer',
          minimum: 0,
          description: 'Bytes of this tensor behind the JSON, instead of "data".',
        },
      }),
    },
  },
  InferRequest: {
    type: 'object',
    required: ['inputs'],
    properties: {
      id: { ...text, description: 'Comes back with the answer.' },
      parameters: parameters({
        priority: {
          type: 'integer',
          minimum: 0,
          description: '1 is served first; 0 is what the model is set to.',
        },
        timeout: {
          type: 'integer',
          minimum: 0,
          description: 'Microseconds until the answer is wanted no more.',
        },
        binary_data_output: { type: 'boolean', description: 'All outputs as bytes behind the JSON.' },
      }),
      inputs: { type: 'array', minItems: 1, items: schemaRef('InferInput') },
      outputs: {
        type: 'array',
        description: 'Left out or empty: all of them.',
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: text,
            parameters: parameters({
              binary_data: { type: 'boolean', description: 'As bytes behind the JSON.' },
              classification: {
                type: 'integer',
                minimum: 0,
                description: 'So many of the highest elements of each row, as the texts "value:index:label".',
              },
            }),
          },
        },
      },
    },
  },
  InferOutput: {
    type: 'object',
    required: ['name', 'shape', 'datatype'],
    properties: {
      name: text,
      shape: shape('The length of each dimension.', 0),
      datatype,
      data: { ...data, description: 'The elements in row-major order, flat.' },
      parameters: parameters({ binary_data_size: { type: 'integer', minimum: 0 } }),
    },
  },
  InferResponse: {
    type: 'object',
    required: ['model_name', 'model_version', 'outputs'],
    properties: {
      id: text,
      model_name: text,
      model_version: text,
      outputs: { type: 'array', items: schemaRef('InferOutput') },
    },
  },
  TensorMetadata: {
    type: 'object',
    required: ['name', 'datatype', 'shape'],
    properties: { name: text, datatype: text, shape: shape('-1 where any length will do.', -1) },
  },
  ModelMetadata: {
    type: 'object',
    required: ['name', 'versions', 'platform', 'inputs', 'outputs'],
    properties: {
      name: text,
      versions: { type: 'array', items: text },
      platform: text,
      inputs: { type: 'array', items: schemaRef('TensorMetadata') },
      outputs: { type: 'array', items: schemaRef('TensorMetadata') },
    },
  },
  ModelReady: {
    type: 'object',
    required: ['name', 'ready'],
    properties: { name: text, ready: { type: 'boolean' } },
  },
  ServerMetadata: {
    type: 'object',
    required: ['name', 'version', 'extensions'],
    properties: { name: text, version: text, extensions: { type: 'array', items: text } },
  },
  RepositoryIndex: {
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'version', 'state', 'reason'],
      properties: {
        name: text,
        version: text,
        state: { type: 'string', enum: ['READY', 'LOADING', 'UNAVAILABLE'] },
        reason: { ...text, description: 'Why it is not ready, or empty.' },
      },
    },
  },
};

/** Parameters by the names they are referred to. @param model the name that is given as the example */
export function sharedParameters(
  model: string | undefined,
  version: string | undefined,
): Record<string, Parameter> {
  const example = (value: unknown) => (value === undefined ? {} : { example: value });
  return {
    Model: {
      ...{ name: 'model', in: 'path', required: true, description: 'Name of a model on the list.' },
      ...{ schema: text, ...example(model) },
    },
    Version: {
      ...{ name: 'version', in: 'path', required: true },
      description:
        'A version, or a name it goes by (champion, challenger …). Without one it is the champion.',
      ...{ schema: text, ...example(version) },
    },
    Priority: {
      ...{ name: 'x-priority', in: 'header' },
      description: '1 is served first; 0, or none, is what the model is set to.',
      schema: { type: 'integer', minimum: 0 },
    },
    Timeout: {
      ...{ name: 'x-timeout-ms', in: 'header' },
      description: 'Milliseconds from arrival to answer; a later answer is not wanted.',
      schema: { type: 'integer', minimum: 0 },
    },
    CacheControl: {
      ...{ name: 'cache-control', in: 'header' },
      description: '"no-cache" has the answer computed now, whatever the cache of the model holds.',
      schema: { type: 'string', enum: ['no-cache'] },
    },
    HeaderLength: {
      ...{ name: 'Inference-Header-Content-Length', in: 'header' },
      description: 'Bytes of JSON at the head of a body that has binary tensors behind it.',
      schema: { type: 'integer', minimum: 0 },
    },
  };
}
