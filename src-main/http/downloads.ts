import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { failed } from '../contract/failure.ts';
import type { TableFormat } from '../contract/files.ts';
import { tableFormatOf } from '../contract/table-format.ts';
import type { Exchange } from './exchange.ts';

const types: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

/** Streams a file as an attachment. A reader that leaves ends it; a file that cannot be read any more cuts it off. */
export async function sendAttachment(
  exchange: Exchange,
  file: { path: string; name: string },
): Promise<void> {
  const { request, response } = exchange;
  const format = tableFormatOf(file.name);
  const handle = await open(file.path, 'r').catch(() => null);
  if (!handle) throw gone(file.name);
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw gone(file.name);
    response.writeHead(200, {
      'content-type': format === null ? 'application/octet-stream' : types[format],
      'content-length': about.size,
      'content-disposition': `attachment; filename="${asciiName(file.name)}"; filename*=UTF-8''${encodedName(file.name)}`,
      'cache-control': 'no-store',
    });
    if (request.method === 'HEAD' || about.size === 0) {
      response.end();
      return;
    }
    // Up to the announced length: a file that grows meanwhile must not make the answer longer than it said.
    const source = handle.createReadStream({ start: 0, end: about.size - 1, autoClose: false });
    await pipeline(source, response).catch(() => response.destroy());
  } finally {
    await handle.close();
  }
}

function gone(name: string): Error {
  return failed('NOT_FOUND', `${name} is not where it was written any more.`, {
    details: { file: name, hint: 'It was moved or removed. Run the job again to get it back.' },
  });
}

function asciiName(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_');
}

/** RFC 8187: what encodeURIComponent leaves alone and the header does not allow is encoded too. */
function encodedName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/gu, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
