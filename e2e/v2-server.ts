import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What a test wants done with a request before, or instead of, the honest answer; true = it has answered itself. */
export type Intercept = (request: IncomingMessage, response: ServerResponse, body: Buffer) => unknown;

export interface V2Server {
  url: string;
  /** Paths of the requests that came, in order. */
  asked: string[];
  intercept: Intercept | null;
  /** Whoever sends another one is refused; null = anybody may ask. */
  token: string | null;
  /** Ends it, or begins to listen again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const typed = {
  FP32: ['float32', Float32Array],
  FP64: ['float64', Float64Array],
  INT64: ['int64', BigInt64Array],
  INT32: ['int32', Int32Array],
} as const;
type Datatype = keyof typeof typed | 'BYTES';

interface V2Tensor {
  name: string;
  shape: number[];
  datatype: Datatype;
  data?: unknown[];
  parameters?: { binary_data_size?: number; binary_data?: boolean };
}

/**
 * A server of the Open Inference Protocol V2 of its own making, that really runs its models: the other end of what is
 * tested, so it shares no code with it.
 * @param models files by name
 */
export async function startV2Server(
  models: Readonly<Record<string, string>>,
  { binary = true, token = null as string | null } = {},
): Promise<V2Server> {
  const sessions = new Map<string, InferenceSession>();
  for (const [name, path] of Object.entries(models)) {
    sessions.set(
      name,
      await InferenceSession.create(path, { executionProviders: ['cpu'], intraOpNumThreads: 1 }),
    );
  }
  const state: V2Server = { url: '', asked: [], intercept: null, token, stop, start };
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      state.asked.push(request.url ?? '');
      if (await state.intercept?.(request, response, body)) return;
      try {
        await answer(request, response, body);
      } catch (error) {
        json(response, 400, { error: error instanceof Error ? error.message : String(error) });
      }
    });
  });
  let port = 0;
  async function start(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    state.url = `http://127.0.0.1:${port}`;
  }
  async function stop(): Promise<void> {
    server.closeAllConnections();
    if (server.listening) await new Promise((done) => server.close(done));
  }
  await start();
  return state;

  async function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (state.token !== null && request.headers.authorization !== `Bearer ${state.token}`) {
      return json(response, 401, { error: 'who are you?' });
    }
    if (request.url === '/v2') {
      const extensions = binary ? ['binary_tensor_data'] : [];
      return json(response, 200, { name: 'stand-in', version: '1.0', extensions });
    }
    const [, name = '', verb] = /^\/v2\/models\/([^/]+)(?:\/(ready|infer))?$/u.exec(request.url ?? '') ?? [];
    const session = sessions.get(decodeURIComponent(name));
    if (!session) return json(response, 404, { error: `no model ${name}` });
    if (verb === undefined) return json(response, 200, describe(name, session));
    if (verb === 'ready') return json(response, 200, { name, ready: true });
    return infer(session, request, response, body);
  }

  async function infer(
    session: InferenceSession,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    const length = Number(request.headers['inference-header-content-length'] ?? body.length);
    const asked = JSON.parse(body.subarray(0, length).toString()) as {
      inputs: V2Tensor[];
      outputs: V2Tensor[];
    };
    let at = length;
    const feeds: Record<string, Tensor> = {};
    for (const input of asked.inputs) {
      const size = input.parameters?.binary_data_size;
      feeds[input.name] = tensorOf(input, size === undefined ? null : body.subarray(at, (at += size)));
    }
    const results = await session.run(
      feeds,
      asked.outputs.map(({ name }) => name),
    );
    const tails: Buffer[] = [];
    const outputs = asked.outputs.map(({ name, parameters }) => {
      const { type, data, dims } = results[name] as Tensor;
      const head = { name, shape: [...dims], datatype: datatypeOf(type) };
      if (parameters?.binary_data !== true) return { ...head, data: [...(data as Iterable<unknown>)] };
      const bytes = bytesOf(data);
      tails.push(bytes);
      return { ...head, parameters: { binary_data_size: bytes.length } };
    });
    const text = JSON.stringify({ model_name: 'm', outputs }, (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    const head = Buffer.from(text);
    if (tails.length > 0) response.setHeader('inference-header-content-length', head.length);
    response.writeHead(200).end(Buffer.concat([head, ...tails]));
  }
}

function describe(name: string, session: InferenceSession) {
  const ports = (all: readonly InferenceSession.ValueMetadata[]) =>
    all.map((port) => {
      if (!port.isTensor) throw new Error('no tensor');
      const shape = port.shape.map((dim) => (typeof dim === 'number' ? dim : -1));
      return { name: port.name, datatype: datatypeOf(port.type), shape };
    });
  const [inputs, outputs] = [ports(session.inputMetadata), ports(session.outputMetadata)];
  return { name, versions: ['1'], platform: 'onnxruntime_onnx', inputs, outputs };
}

function datatypeOf(type: string): Datatype {
  const known = Object.entries(typed).find(([, [own]]) => own === type)?.[0];
  return (known as Datatype | undefined) ?? 'BYTES';
}

function tensorOf({ datatype, shape, data = [] }: V2Tensor, bytes: Buffer | null): Tensor {
  if (datatype === 'BYTES') return new Tensor('string', bytes ? textsIn(bytes) : (data as string[]), shape);
  const [type, Values] = typed[datatype];
  if (bytes) return new Tensor(type, new Values(Uint8Array.from(bytes).buffer) as never, shape);
  const values = datatype === 'INT64' ? (data as number[]).map(BigInt) : data;
  return new Tensor(type, (Values as typeof Float32Array).from(values as number[]) as never, shape);
}

function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32LE(at);
    texts.push(bytes.toString('utf8', at + 4, at + 4 + size));
    at += 4 + size;
  }
  return texts;
}

function bytesOf(data: Tensor['data']): Buffer {
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat(
    (data as unknown as string[]).flatMap((text) => {
      const bytes = Buffer.from(text);
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      return [size, bytes];
    }),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
