import { Agent, request } from 'node:http';

export interface Asked {
  path: string;
  headers?: Record<string, string>;
  body: string | Buffer;
  /** The caller goes away so long after it has asked. */
  leaveAfterMs?: number;
}

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

/** One caller with one keep-alive connection. */
export interface Caller {
  /** Null when the caller left before the answer. @throws when the connection broke */
  ask(asked: Asked): Promise<Answer | null>;
  close(): void;
}

/** So long may an answer take at most; longer, and the request counts as never answered. */
const patienceMs = 60_000;

export function openCaller(url: string): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: ({ path, headers, body, leaveAfterMs }) =>
      new Promise((resolve, reject) => {
        const bytes = typeof body === 'string' ? Buffer.from(body) : body;
        let answers = 0;
        const sending = request(new URL(path, url), {
          agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers, 'content-length': bytes.length },
        });
        const leaving =
          leaveAfterMs === undefined
            ? undefined
            : setTimeout(() => {
                resolve(null);
                sending.destroy();
              }, leaveAfterMs);
        const tooLong = setTimeout(() => {
          reject(new Error(`no answer in ${patienceMs / 1000} s`));
          sending.destroy();
        }, patienceMs);
        const end = (): void => {
          clearTimeout(leaving);
          clearTimeout(tooLong);
        };
        sending.on('error', (error) => {
          end();
          reject(error);
        });
        sending.on('response', (response) => {
          answers += 1;
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            end();
            if (answers > 1) return reject(new Error('answered twice'));
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            });
          });
        });
        sending.end(bytes);
      }),
    close: () => agent.destroy(),
  };
}
