import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from '../contract/failure.ts';
import { consoleType } from './console-types.ts';
import type { Exchange } from './exchange.ts';
import { allowCamera } from './security-headers.ts';

/** A name that carries a hash of its content, as Vite writes them: it never changes, so it is kept for good. */
const hashedName = /^\/assets\/.*-[\w-]{8,}\.\w+$/u;

interface ConsoleFile {
  file: string;
  /** Read once: the console's files are one build, and stay so when the folder is built again meanwhile. */
  content: Promise<{ body: Buffer; etag: string }> | null;
}

/** Answers with a file of the built console; false when the path is none of them. */
export type ServeFile = (exchange: Exchange) => Promise<boolean>;

/**
 * The built console as a list of its files, made once. A path outside the folder is in no list, so there is nothing
 * to escape from; links are not followed. Answers false when the path is none of them.
 */
export async function consoleFiles(folder: string): Promise<ServeFile> {
  const files = new Map<string, ConsoleFile>();
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      if (entry.isDirectory()) await walk(`${below}${entry.name}/`);
      else if (entry.isFile())
        files.set(below + entry.name, { file: join(folder, below, entry.name), content: null });
    }
  };
  await walk('/').catch(() => undefined);
  const index = files.get('/index.html');
  if (!index) {
    throw failed('NOT_FOUND', 'The console is not built: its index.html is missing.', {
      details: { hint: 'Run npm run build, or serve without the console (--no-ui).' },
    });
  }
  files.set('/', index);

  return async ({ request, response, path }) => {
    const found = files.get(path);
    if (!found) return false;
    found.content ??= load(found.file);
    const { body, etag } = await found.content;
    if (found === index) allowCamera(response);
    response.setHeader('etag', etag);
    response.setHeader(
      'cache-control',
      hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return true;
    }
    response.writeHead(200, {
      'content-type': consoleType(found.file) ?? 'application/octet-stream',
      'content-length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

/** Of those files, what the page for programs needs; null where they were not built. */
export async function pageFiles(folder: string | undefined): Promise<ServeFile | null> {
  if (folder === undefined) return null;
  const serveFile = await consoleFiles(folder).catch(() => null);
  if (serveFile === null) return null;
  return async (exchange) => isOfPage.test(exchange.path) && serveFile(exchange);
}

const isOfPage = /^\/(?:docs\.html$|logo-mark\.svg$|assets\/)/u;

async function load(file: string): Promise<{ body: Buffer; etag: string }> {
  const body = await readFile(file);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
