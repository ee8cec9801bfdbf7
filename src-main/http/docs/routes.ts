import { failed } from '../../contract/failure.ts';
import type { ServeFile } from '../console-files.ts';
import { pathPattern, type Route, sendJson } from '../exchange.ts';
import { type DescribedServer, openApiDocument } from './document.ts';

export interface DocsOptions {
  version: string;
  /** Of the version that answers where none is named, for each model on the list. */
  cards(): DescribedServer['cards'];
  /** The built pages; null where there are none. */
  serveFile: ServeFile | null;
}

/** `GET /openapi.json`, and the same as a page at `GET /docs`. */
export function docsRoutes({ version, cards, serveFile }: DocsOptions): Route[] {
  return [
    {
      method: 'GET',
      match: pathPattern(String.raw`/openapi\.json`),
      handle: ({ response }) => sendJson(response, 200, openApiDocument({ version, cards: cards() })),
    },
    {
      method: 'GET',
      match: pathPattern('/docs'),
      async handle(exchange) {
        if (await serveFile?.({ ...exchange, path: '/docs.html' })) return;
        throw failed('NOT_FOUND', 'The page is not built; /openapi.json has the same for programs.', {
          details: { hint: 'Run npm run build.' },
        });
      },
    },
  ];
}
