import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { type Backend, openBackend } from '../app/main.ts';
import { exampleInferRequest } from '../http/docs/tensors.ts';
import type { Answer, Operation, Parameter, Paths, Reference } from '../http/docs/terms.ts';
import { type HttpServer, startHttp } from '../http/index.ts';

interface Document {
  paths: Paths;
  components: {
    schemas: Record<string, object>;
    parameters: Record<string, Parameter>;
    responses: Record<string, Answer>;
  };
}

const token = 'the-token';
let folder: string;
let backend: Backend;
let http: HttpServer;
let document: Document;
let ajv: Ajv2020;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-openapi-'));
  backend = await openBackend({ dataFolder: folder, shell: 'command', engineProcesses: 1 });
  http = await startHttp({
    ...backend,
    ...{ contractServer: null, consoleFolder: null, host: '127.0.0.1', port: 0, token, version: '1.2.3' },
  });
  document = (await (await ask('GET', '/openapi.json')).json()) as Document;
  ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: {} });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'document', components: { schemas: document.components.schemas } });
});
afterAll(async () => {
  await http.stop();
  await backend.stop();
  removeFolder(folder);
});

function ask(method: string, path: string, body?: unknown, given: string | null = token): Promise<Response> {
  return fetch(`${http.url}${path}`, {
    method,
    headers: given === null ? {} : { authorization: `Bearer ${given}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

interface Scored {
  predictions: { probabilities?: Record<string, number> }[];
}
interface Tensors {
  outputs: { name: string; data: number[] }[];
}

async function answered<Body>(path: string, body: unknown): Promise<Body> {
  return (await (await ask('POST', path, body)).json()) as Body;
}

interface Documented {
  method: 'GET' | 'POST';
  template: string;
  /** With the examples of its parameters in it. */
  path: string;
  operation: Operation;
}

function documented(): Documented[] {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    (['get', 'post'] as const).flatMap((verb) => {
      const operation = item[verb];
      if (!operation) return [];
      const path = (operation.parameters ?? []).map(resolved).reduce((text, parameter) => {
        return parameter.in === 'path'
          ? text.replace(`{${parameter.name}}`, String(parameter.example))
          : text;
      }, template);
      return [{ method: verb === 'get' ? 'GET' : 'POST', template, path, operation } as const];
    }),
  );
}

function resolved(part: Parameter | Reference): Parameter {
  if (!('$ref' in part)) return part;
  return document.components.parameters[String(part.$ref.split('/').at(-1))] as Parameter;
}

/** Not to the last digit: other processors add in other orders. */
function rounded(text: string): unknown {
  return JSON.parse(text, (_name, value) =>
    typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value,
  );
}

/** Checks a value against a schema of the document. */
function checker(schema: object): (value: unknown) => string {
  const within = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object;
  const check = ajv.compile(within);
  return (value) => (check(value) ? '' : ajv.errorsText(check.errors));
}

test('every example fits its schema, and every schema can be compiled', () => {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect(() => checker(schema), name).not.toThrow();
  }
  for (const { template, operation } of documented()) {
    const answers = Object.values(operation.responses).filter((one): one is Answer => !('$ref' in one));
    for (const { content } of [
      operation.requestBody,
      ...answers,
      ...Object.values(document.components.responses),
    ].filter((one) => one !== undefined)) {
      for (const { schema, example } of Object.values(content ?? {})) {
        if (schema && example !== undefined) expect(checker(schema)(example), template).toBe('');
      }
    }
  }
});

describe('each address', () => {
  test('shows V1 and V2 with the same row: both come to the same score', async () => {
    const { client } = backend.server.connect({ shell: 'command' });
    for (const name of ['flight-delay', 'fraud', 'credit-risk']) {
      const { card } = await client.models.show({ name, version: null });
      const tensors = exampleInferRequest(card);
      if (tensors === null || card.outputs.kind !== 'classification') continue;
      const v1 =
        document.paths[`/v1/models/${name}:predict`]?.post?.requestBody?.content['application/json']?.example;
      const { predictions } = await answered<Scored>(`/v1/models/${name}:predict`, v1);
      const { outputs } = await answered<Tensors>(`/v2/models/${name}/infer`, tensors);
      const { probabilities } = card.outputs;
      const scores = outputs.find((output) => output.name === probabilities)?.data;
      const expected = Object.values(predictions[0]?.probabilities ?? {}).at(-1) ?? Number.NaN;
      expect(scores?.at(-1), name).toBeCloseTo(expected, 6);
    }
  });

  test('answers its example as it says, and nobody without a token but for the health', async () => {
    for (const { method, template, path, operation } of documented()) {
      const { content } = operation.requestBody ?? {};
      const example = content?.['application/json']?.example;
      if (method === 'POST' && template.endsWith(':predict') && example === undefined) continue;
      const anybody = await ask(method, path, example, null);
      expect(anybody.status, template).toBe(operation.security ? 200 : 401);
      if (template === '/docs') continue;

      const answer = await ask(method, path, example);
      const text = await answer.text();
      expect({ template, status: answer.status, text: answer.ok ? '' : text }).toEqual({
        template,
        status: 200,
        text: '',
      });
      const said = operation.responses['200'] as Answer;
      const [[mediaType, media] = []] = Object.entries(said.content ?? {});
      if (mediaType === undefined) expect(text).toBe('');
      else expect(answer.headers.get('content-type')).toContain(mediaType);
      if (mediaType !== 'application/json') continue;
      expect(checker(media?.schema ?? {})(JSON.parse(text)), template).toBe('');
      if (media?.example !== undefined)
        expect(rounded(text), template).toEqual(rounded(JSON.stringify(media.example)));
    }
  });
});
