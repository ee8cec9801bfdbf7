import { failed } from '../contract/failure.ts';
import { sendAttachment } from './downloads.ts';
import { pathPattern, type Route, sendJson } from './exchange.ts';
import { receiveUpload, type UploadOptions } from './uploads.ts';

export interface ConsoleRouteOptions {
  uploads: UploadOptions;
  /** Where a finished job's scored file is, and the name to save it under. Throws JOB_NOT_FOUND, JOB_STATE. */
  outputOf(jobId: string): Promise<{ path: string; name: string }>;
}

/** What a browser needs beside the contract: bytes in and bytes out. */
export function consoleRoutes(options: ConsoleRouteOptions): Route[] {
  return [
    {
      isConsole: true,
      method: 'PUT',
      match: pathPattern('/console/uploads'),
      async handle({ request, response, query }) {
        const name = query.get('name');
        if (name === null || name.length > 1000) {
          throw failed('BAD_REQUEST', 'An upload needs a name: PUT /console/uploads?name=flights.csv.', {
            details: { field: 'name' },
          });
        }
        sendJson(response, 201, await receiveUpload(request, name, options.uploads));
      },
    },
    {
      isConsole: true,
      method: 'GET',
      match: pathPattern('/console/jobs/:id/output'),
      async handle(exchange, { id }) {
        await sendAttachment(exchange, await options.outputOf(String(id)));
      },
    },
  ];
}
