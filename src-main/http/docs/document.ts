import type { ModelCard } from '../../contract/card.ts';
import { refusalAnswers } from './answers.ts';
import { exampleAnswers } from './example-answers.ts';
import { exampleInstance, instanceSchema, isDescribable, predictionSchema } from './features.ts';
import { generalPaths, predictOperation } from './operations.ts';
import { fixedSchemas, sharedParameters } from './schemas.ts';
import { exampleInferRequest } from './tensors.ts';
import { type Paths, type Schema, schemaRef, tags } from './terms.ts';

/** The model that everything is shown with, where it is on the list. */
const shownModel = 'flight-delay';

export interface DescribedServer {
  /** Of the program. */
  version: string;
  /** Of the version that answers where none is named, for each model on the list. */
  cards: readonly ModelCard[];
}

/** The whole surface for programs as OpenAPI 3.1, with a place of its own for each model on the list. */
export function openApiDocument({ version, cards }: DescribedServer): {
  [member: string]: unknown;
  paths: Paths;
} {
  const shown = cards.find(({ name }) => name === shownModel) ?? cards[0];
  const examples = examplesOf(shown);
  const own = cards.filter(isDescribable).map(described);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Foredeck',
      version,
      summary: 'Models on this machine, for programs.',
      description:
        'Rows of named features over V1, tensors over the Open Inference Protocol V2. Everything but the health of the server needs a token, which is made in Foredeck under Settings. JSON bodies need no Content-Type; gzip and deflate are taken.',
    },
    servers: [{ url: '/', description: 'This server.' }],
    security: [{ token: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: { ...Object.assign({}, ...own.map(({ paths }) => paths)), ...generalPaths(version, examples) },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token made in Foredeck under Settings.' },
      },
      schemas: { ...fixedSchemas, ...Object.assign({}, ...own.map(({ schemas }) => schemas)) },
      parameters: sharedParameters(shown?.name, shown?.version),
      responses: refusalAnswers,
    },
  };
}

function examplesOf(card: ModelCard | undefined) {
  const row = card ? exampleInstance(card) : null;
  const answers = card ? exampleAnswers.get(`${card.name}@${card.version}`) : undefined;
  return {
    instances: row ? { instances: [row] } : undefined,
    inferRequest: (card && exampleInferRequest(card)) ?? undefined,
    predictions: answers?.predictions,
    inferResponse: answers?.inferResponse,
    model: answers?.model,
  };
}

function described(card: ModelCard): { paths: Paths; schemas: Record<string, Schema> } {
  const { name, title, summary } = card;
  const rows = (member: string, one: string): Schema => ({
    ...{ type: 'object', required: [member] },
    properties: { [member]: { type: 'array', minItems: 1, items: schemaRef(one) } },
  });
  const { instances, predictions } = examplesOf(card);
  const path = predictOperation(
    `predict.${name}`,
    {
      ...{ summary: `Score rows: ${title}`, description: summary, parameters: [] },
      ...{ request: `${name}.instances`, response: `${name}.predictions` },
    },
    { instances, predictions },
  );
  return {
    paths: { [`/v1/models/${name}:predict`]: path },
    schemas: {
      [`${name}.instance`]: instanceSchema(card),
      [`${name}.instances`]: rows('instances', `${name}.instance`),
      [`${name}.prediction`]: predictionSchema(card),
      [`${name}.predictions`]: rows('predictions', `${name}.prediction`),
    },
  };
}
