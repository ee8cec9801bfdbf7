import { extensions } from '../oip/about.ts';
import {
  json,
  type Operation,
  parameterRef,
  type PathItem,
  type Paths,
  refused,
  schemaRef,
  type Tag,
} from './terms.ts';

/** What the operations are shown with; null where the cards on the list give none. */
export interface Examples {
  instances: unknown;
  predictions: unknown;
  inferRequest: unknown;
  inferResponse: unknown;
  model: unknown;
}

const cacheHeader = {
  'x-foredeck-cache': {
    description: 'Where the answer came from, for models whose cache is on.',
    schema: { type: 'string', enum: ['hit', 'miss', 'bypass'] },
  },
};
const terms = ['Priority', 'Timeout', 'CacheControl'];
const ofRequests = refused(400, 401, 403, 404, 408, 413, 415, 429, 500, 502, 503, 504);
const ofModels = refused(400, 401, 403, 404, 500, 503);

export function predictOperation(
  operationId: string,
  about: { summary: string; description?: string; parameters: string[]; request: string; response: string },
  { instances, predictions }: Pick<Examples, 'instances' | 'predictions'>,
): PathItem {
  const { summary, description, parameters, request, response } = about;
  const post: Operation = {
    ...{ operationId, tags: ['Predictions'], summary, ...(description ? { description } : {}) },
    parameters: [...parameters, ...terms].map(parameterRef),
    requestBody: { required: true, content: json(schemaRef(request), instances) },
    responses: {
      200: {
        description: 'One prediction a row, in order. A row that cannot be scored is rejected in its place.',
        headers: cacheHeader,
        content: json(schemaRef(response), predictions),
      },
      ...ofRequests,
    },
  };
  return { post };
}

/** The same at the address of the model and at that of one of its versions. */
function twice(path: string, rest: string, item: (parameters: string[], suffix: string) => PathItem): Paths {
  return {
    [`${path}${rest}`]: item(['Model'], ''),
    [`${path}/versions/{version}${rest}`]: item(['Model', 'Version'], 'Version'),
  };
}

function modelPaths({ instances, predictions, inferRequest, inferResponse, model }: Examples): Paths {
  const about = {
    ...{ summary: 'Score rows of named features', request: 'Instances', response: 'Predictions' },
    description:
      'Values as people write them: numbers, texts, true and false, pictures as base64 text. The card of the model says how they become tensors.',
  };
  return {
    ...twice('/v1/models/{model}', ':predict', (parameters, suffix) =>
      predictOperation(`predict${suffix}`, { ...about, parameters }, { instances, predictions }),
    ),
    ...twice('/v2/models/{model}', '/infer', (parameters, suffix) => ({
      post: inferOperation(`infer${suffix}`, parameters, inferRequest, inferResponse),
    })),
    ...twice('/v2/models/{model}', '', (parameters, suffix) => ({
      get: look(`model${suffix}`, 'Models', 'What tensors a model takes and gives', 'ModelMetadata', {
        parameters,
        example: model,
        description: 'A model that is asleep is loaded for this.',
      }),
    })),
    ...twice('/v2/models/{model}', '/ready', (parameters, suffix) => ({
      get: {
        ...look(`modelReady${suffix}`, 'Models', 'Whether a model answers', 'ModelReady', {
          parameters,
          description: 'Ready is what is switched on and loaded, or will be loaded when it is asked for.',
        }),
        responses: {
          200: { description: 'It answers.', content: json(schemaRef('ModelReady')) },
          ...refused(401, 403, 404),
          503: { description: 'It does not answer now.', content: json(notReady) },
        },
      },
    })),
  };
}

const notReady = { anyOf: [schemaRef('ModelReady'), schemaRef('Error')] };

function inferOperation(
  operationId: string,
  parameters: string[],
  request: unknown,
  response: unknown,
): Operation {
  const binary = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } };
  return {
    ...{ operationId, tags: ['Tensors'], summary: 'Run a model on tensors' },
    description:
      'Tensors as JSON, or as bytes behind the JSON (then the header Inference-Header-Content-Length says where they begin). Requests of several callers may be computed in one batch.',
    parameters: [...parameters, ...terms, 'HeaderLength'].map(parameterRef),
    requestBody: {
      required: true,
      content: { ...json(schemaRef('InferRequest'), request), 'application/octet-stream': binary },
    },
    responses: {
      200: {
        description: 'The outputs that were asked for.',
        headers: cacheHeader,
        content: { ...json(schemaRef('InferResponse'), response), 'application/octet-stream': binary },
      },
      ...ofRequests,
    },
  };
}

function look(
  operationId: string,
  tag: Tag,
  summary: string,
  schema: string,
  more: { parameters?: string[]; description?: string; example?: unknown } = {},
): Operation {
  const { parameters, description, example } = more;
  return {
    ...{ operationId, tags: [tag], summary, ...(description ? { description } : {}) },
    ...(parameters ? { parameters: parameters.map(parameterRef) } : {}),
    responses: { 200: { description: 'As asked.', content: json(schemaRef(schema), example) }, ...ofModels },
  };
}

const switchAnswers = { 200: { description: 'Done.' }, ...refused(400, 401, 403, 404, 408, 413, 500, 503) };
const emptyObject = { type: 'object', properties: { parameters: { type: 'object' } } };

const repositoryPaths: Paths = {
  '/v2/repository/index': {
    post: {
      ...look('index', 'Repository', 'Which models there are', 'RepositoryIndex'),
      requestBody: {
        content: json(
          {
            type: 'object',
            properties: { ready: { type: 'boolean', description: 'Only those that answer.' } },
          },
          { ready: false },
        ),
      },
    },
  },
  '/v2/repository/models/{model}/load': {
    post: {
      ...{ operationId: 'load', tags: ['Repository'], summary: 'Switch a model on and load it' },
      parameters: [parameterRef('Model')],
      requestBody: { content: json(emptyObject, {}) },
      responses: switchAnswers,
    },
  },
  '/v2/repository/models/{model}/unload': {
    post: {
      ...{ operationId: 'unload', tags: ['Repository'], summary: 'Switch a model off and unload it' },
      description:
        'Requests that are under way are answered first. Until it is loaded again it answers nobody.',
      parameters: [parameterRef('Model')],
      requestBody: { content: json(emptyObject, {}) },
      responses: switchAnswers,
    },
  },
};

function health(operationId: string, summary: string, member: 'live' | 'ready'): PathItem {
  const schema = { type: 'object', required: [member], properties: { [member]: { type: 'boolean' } } };
  const get: Operation = {
    ...{ operationId, tags: ['Server'], summary, security: [] },
    responses: {
      200: { description: 'Yes.', content: json(schema, { [member]: true }) },
      ...refused(403),
      ...(member === 'ready'
        ? { 503: { description: 'Not now.', content: json(schema, { ready: false }) } }
        : {}),
    },
  };
  return { get };
}

function serverPaths(version: string): Paths {
  const page = (
    operationId: string,
    summary: string,
    mediaType: string,
    statuses: (401 | 403 | 503)[],
  ): PathItem => {
    const get: Operation = {
      ...{ operationId, tags: ['Server'], summary },
      responses: {
        200: {
          description: 'As asked.',
          content: { [mediaType]: { schema: { type: mediaType.endsWith('json') ? 'object' : 'string' } } },
        },
        ...Object.fromEntries(
          statuses.map((status) => [
            status,
            { description: whyNot[status], content: json(schemaRef('Failure')) },
          ]),
        ),
      },
    };
    return { get };
  };
  return {
    '/v2': {
      get: look('server', 'Server', 'Name, version and extensions of the server', 'ServerMetadata', {
        example: { name: 'foredeck', version, extensions },
      }),
    },
    '/v2/health/live': health('live', 'Whether the server runs', 'live'),
    '/v2/health/ready': health('ready', 'Whether the server can answer', 'ready'),
    '/metrics': page('metrics', 'Counters and times, for Prometheus', 'text/plain', [401, 403, 503]),
    '/openapi.json': page('openapi', 'This description', 'application/json', [401, 403]),
    '/docs': page('docs', 'This description as a page', 'text/html', [401, 403]),
  };
}

const whyNot = {
  401: 'A token is needed, and none or a wrong one came.',
  403: 'The headers Host or Origin name another place than this server.',
  503: 'The server lets nobody in: it was switched off, or is about to stop.',
};

/** Every address that programs use, whatever models there are. */
export function generalPaths(version: string, examples: Examples): Paths {
  return { ...modelPaths(examples), ...repositoryPaths, ...serverPaths(version) };
}
