import { request } from 'node:http';
import { expect } from 'vitest';

interface Body {
  /** A body that is UTF-8, or else in base64; neither where it is empty. */
  text?: string;
  base64?: string;
}

/** What one call of a client sent and was answered; README.md describes the file. */
export interface Exchange {
  request: { method: string; path: string; headers: Record<string, string> } & Body;
  answer: { status: number; headers: Record<string, string> } & Body;
  mentions?: string[];
}

export interface RecordedCase {
  case: string;
  exchanges: Exchange[];
}

const headerLength = 'inference-header-content-length';

/** Sends the recorded request to a server and compares its answer with the recorded one. */
export async function replay(url: string, { request: sent, answer, mentions }: Exchange): Promise<void> {
  const got = await send(url, sent);
  const said = got.body.toString('utf8', 0, 500);
  expect({ path: sent.path, status: got.status, said }).toEqual({
    path: sent.path,
    status: answer.status,
    said: expect.anything(),
  });
  if (answer.status >= 400) {
    if (got.body.length > 0) {
      const { error } = JSON.parse(got.body.toString()) as { error: string };
      for (const word of mentions ?? []) expect(error).toContain(word);
    }
    return;
  }
  expect(got.headers['content-type']).toBe(answer.headers['content-type']);
  expect(got.headers['content-encoding']).toBe(answer.headers['content-encoding']);
  const wanted = bytesOf(answer);
  if (got.headers['content-encoding'] !== undefined) {
    expect(got.body.equals(wanted)).toBe(true);
    return;
  }
  const [gotJson, gotBinary] = parts(got.body, got.headers[headerLength]);
  const [wantedJson, wantedBinary] = parts(wanted, answer.headers[headerLength]);
  // The server may learn more than it could when this was recorded.
  if (sent.path === '/v2') expect(gotJson).toEqual(atLeast(wantedJson as ServerMetadata));
  else expect(gotJson).toEqual(wantedJson);
  expect(gotBinary.equals(wantedBinary)).toBe(true);
}

interface ServerMetadata {
  name: string;
  version: string;
  extensions: string[];
}

function atLeast({ name, extensions }: ServerMetadata): unknown {
  return {
    name,
    version: expect.any(String) as unknown,
    extensions: expect.arrayContaining(extensions) as unknown,
  };
}

function parts(body: Buffer, length: string | string[] | undefined): [unknown, Buffer] {
  const at = length === undefined ? body.length : Number(length);
  const json = body.toString('utf8', 0, at);
  return [json === '' ? null : JSON.parse(json), body.subarray(at)];
}

function bytesOf({ text, base64 }: Body): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
}

function send(url: string, { method, path, headers, ...body }: Exchange['request']) {
  const bytes = bytesOf(body);
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const sending = request(new URL(path, url), {
        method,
        headers: { ...headers, 'content-length': bytes.length },
      });
      sending.once('error', reject);
      sending.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      });
      sending.end(bytes);
    },
  );
}
