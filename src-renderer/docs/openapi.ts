/** What is shown of an OpenAPI 3.1 document: as much as this server's own has. */
export interface OpenApi {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<Verb, Operation>>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    responses: Record<string, Answer>;
  };
}

const verbs = ['get', 'post'] as const;
type Verb = (typeof verbs)[number];

interface Reference {
  $ref: string;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, Answer | Reference>;
  security?: [];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  required?: boolean;
  schema: Schema;
  example?: string;
}

export interface Answer {
  description: string;
  content?: Content;
}

type Content = Record<string, { schema?: Schema; example?: unknown }>;

export interface Schema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: (string | null)[];
}

/** An operation with where it is. */
export interface Place {
  method: 'GET' | 'POST';
  path: string;
  operation: Operation;
}

export async function readDocument(): Promise<OpenApi> {
  const answer = await fetch('./openapi.json');
  if (!answer.ok) throw new Error(`The description cannot be had: the server answers ${answer.status}.`);
  return (await answer.json()) as OpenApi;
}

export function placesOf(document: OpenApi): Place[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const operation = item[verb];
      return operation ? [{ method: verb === 'get' ? 'GET' : 'POST', path, operation } as const] : [];
    }),
  );
}

/** What a reference stands for, or the thing itself. */
export function resolved<Part extends object>(document: OpenApi, part: Part | Reference): Part {
  if (!('$ref' in part) || typeof part.$ref !== 'string') return part as Part;
  const [, , kind = '', name = ''] = part.$ref.split('/');
  const all = document.components as unknown as Record<string, Record<string, Part> | undefined>;
  return all[kind]?.[name] ?? ({} as Part);
}

/** The last part of a reference, by which people know a schema. */
export function nameOf(schema: Schema): string | null {
  return schema.$ref?.split('/').at(-1) ?? null;
}

/** The type of a schema in words: `list of Box`, `number or null`. */
export function typeWords(document: OpenApi, schema: Schema): string {
  const name = nameOf(schema);
  const shown = resolved<Schema>(document, schema);
  if (shown.anyOf) return shown.anyOf.map((one) => typeWords(document, one)).join(' or ');
  const types = [shown.type ?? 'any value'].flat().map((type) => {
    if (type === 'array') return shown.items ? `list of ${typeWords(document, shown.items)}` : 'list';
    if (type === 'object') return name ?? 'object';
    return type === 'integer' ? 'whole number' : type === 'string' ? 'text' : type;
  });
  return types.join(' or ');
}

/** The schema whose members are worth showing: of a list, that of its items. */
export function membersOf(document: OpenApi, schema: Schema): Schema | null {
  const shown = resolved<Schema>(document, schema);
  if (shown.properties) return shown;
  return shown.items ? membersOf(document, shown.items) : null;
}
