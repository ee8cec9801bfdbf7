import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { BodyRefused, tooLarge } from './body.ts';

/**
 * The body that a Content-Encoding stands for.
 * @throws BodyRefused 415 for an encoding other than gzip and deflate, 413 for more than `maxBytes`, 400 for bytes that
 * are not in that encoding
 */
export function inflated(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '') return Promise.resolve(body);
  const unpack = unpackerOf(name, body);
  if (unpack === null) {
    const reason = new BodyRefused(
      415,
      `Content-Encoding ${JSON.stringify(name.slice(0, 50))} is not known here; gzip and deflate are.`,
    );
    return Promise.reject(reason);
  }
  return oneOfFew(
    () =>
      new Promise((resolve, reject) => {
        unpack(body, { maxOutputLength: maxBytes }, (error, plain) => {
          if (error === null) resolve(plain);
          else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(maxBytes));
          else reject(new BodyRefused(400, `The body is not what Content-Encoding says: no ${name} data.`));
        });
      }),
  );
}

/** At most so many at once: each may take `maxBytes`, however small what is sent. */
const mostAtOnce = 4;
let running = 0;
const waiting: (() => void)[] = [];

async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    // Who comes next takes over this place.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function unpackerOf(name: string, body: Buffer): typeof gunzip | null {
  if (name === 'gzip' || name === 'x-gzip') return gunzip;
  if (name !== 'deflate') return null;
  // By the standard "deflate" has zlib's header, two bytes that 31 divides; some clients leave it out.
  const [first = 0, second = 0] = body;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0 ? inflate : inflateRaw;
}
