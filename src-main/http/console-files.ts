import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { failed } from '../contract/failure.ts';
import type { Exchange } from './exchange.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** A name that carries a hash of its content, as Vite writes them: it never changes, so it is kept for good. */
const hashedName = /^\/assets\/.*-[\w-]{8,}\.\w+$/u;

interface ConsoleFile {
  file: string;
  /** Read once: the console's files are one build, and stay so when the folder is built again meanwhile. */
  content: Promise<{ body: Buffer; etag: string }> | null;
}

/**
 * The built console as a list of its files, made once. A path outside the folder is in no list, so there is nothing
 * to escape from; links are not followed. Answers false when the path is none of them.
 */
export async function consoleFiles(folder: string): Promise<(exchange: Exchange) => Promise<boolean>> {
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
      'content-type': types[extname(found.file)] ?? 'application/octet-stream',
      'content-length': body.length,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

async function load(file: string): Promise<{ body: Buffer; etag: string }> {
  const body = await readFile(file);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
