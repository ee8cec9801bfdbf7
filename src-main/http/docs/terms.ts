/** Parts of an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), as far as they are used here. */
export interface Schema {
  [keyword: string]: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  required?: boolean;
  schema: Schema;
  example?: unknown;
}

export interface MediaType {
  schema?: Schema | Reference;
  example?: unknown;
}

export interface Answer {
  description: string;
  headers?: Record<string, { description: string; schema: Schema }>;
  content?: Record<string, MediaType>;
}

export interface Reference {
  $ref: string;
}

export interface Operation {
  operationId: string;
  tags: [Tag];
  summary: string;
  description?: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: { required?: boolean; description?: string; content: Record<string, MediaType> };
  responses: Record<string, Answer | Reference>;
  /** An empty list where nobody is asked for a token. */
  security?: [];
}

export interface PathItem {
  get?: Operation;
  post?: Operation;
}

export type Paths = Record<string, PathItem>;

export const tags = {
  Predictions: 'Rows of named features in, predictions out.',
  Tensors: 'Open Inference Protocol V2: the tensors of the model file itself.',
  Models: 'What a model takes and gives, and whether it answers.',
  Repository: 'Which models there are; switching them on and off.',
  Server: 'Whether the server is well, what it did, and this description.',
} as const;
export type Tag = keyof typeof tags;

export const schemaRef = (name: string): Reference => ({ $ref: `#/components/schemas/${name}` });
export const parameterRef = (name: string): Reference => ({ $ref: `#/components/parameters/${name}` });

export function json(schema: Schema | Reference, example?: unknown): Record<string, MediaType> {
  return { 'application/json': example === undefined ? { schema } : { schema, example } };
}

const refusals = {
  400: 'Refused',
  401: 'NoToken',
  403: 'Elsewhere',
  404: 'Unknown',
  408: 'Slow',
  413: 'TooLarge',
  415: 'OtherEncoding',
  429: 'QueueFull',
  500: 'Failed',
  502: 'RemoteFailed',
  503: 'NotNow',
  504: 'Late',
} as const;

/** What an operation answers beside its success, by status. */
export function refused(...statuses: (keyof typeof refusals)[]): Record<string, Reference> {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${refusals[status]}` }]),
  );
}
