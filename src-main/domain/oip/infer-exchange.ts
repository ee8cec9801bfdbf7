import { FailureError, failed } from '../../contract/failure.ts';
import type { TensorValue } from '../tensor.ts';
import { tensorFromBytes } from './binary-data.ts';
import { typeOfDatatype } from './datatypes.ts';
import { encodeOutputs } from './encode-outputs.ts';
import { parseWritten } from './exact-numbers.ts';
import { tensorFromJson } from './json-data.ts';
import { bodyText, isObject, type JsonObject, member, optionalObject, parseObject } from './json-object.ts';
import { claimedElements, isLength, mostDims } from './shape.ts';
import { quoted, seen } from './words.ts';

/** What is sent to `POST /v2/models/{m}/infer`. */
export interface InferBody {
  /** In order, to be sent one after the other. They may be views of the tensors. */
  parts: Uint8Array[];
  sizeBytes: number;
  /** Bytes of JSON at its head (`Inference-Header-Content-Length`); null = all of it is JSON. */
  headerLength: number | null;
}

/** As text and parsed it takes several times as much memory. */
export const mostAnswerJsonBytes = 64_000_000;

const encoder = new TextEncoder();

/**
 * Writes a request for the named outputs.
 * @param binary tensors as bytes behind the JSON, in both directions, which the server must have announced
 *   (`binary_tensor_data`); else everything is JSON
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export function encodeInferBody(
  feeds: Readonly<Record<string, TensorValue>>,
  outputs: readonly string[],
  binary: boolean,
): InferBody {
  const tensors = Object.entries(feeds).map(([name, value]) => ({ name, value }));
  const inputs = encodeOutputs(tensors, null, binary);
  const wanted = outputs.map((name) => (binary ? { name, parameters: { binary_data: true } } : { name }));
  const json = encoder.encode(`{"inputs":${inputs.json},"outputs":${JSON.stringify(wanted)}}`);
  const parts = [json, ...inputs.binary];
  const sizeBytes = parts.reduce((size, part) => size + part.length, 0);
  return { parts, sizeBytes, headerLength: binary ? json.length : null };
}

/**
 * Reads what another server answered. Nothing in it is taken on trust: every output that was asked for must be there
 * once, with as many elements as its shape says.
 * @param headerLength from `Inference-Header-Content-Length`; null = all of it is JSON
 * @throws FailureError REMOTE_FAILED in one sentence that goes on from the server's name
 */
export function parseInferAnswer(
  body: Uint8Array,
  headerLength: number | null,
  wanted: readonly string[],
): Record<string, TensorValue> {
  const jsonBytes = headerLength ?? body.length;
  if (!Number.isSafeInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.length) {
    throw lie(`says that ${jsonBytes} of ${body.length} bytes are JSON`);
  }
  if (jsonBytes > mostAnswerJsonBytes) {
    throw lie(`answered ${Math.round(jsonBytes / 1e6)} MB of JSON, which is not taken`);
  }
  try {
    return readOutputs(body, jsonBytes, wanted);
  } catch (error) {
    // The readers of tensors speak of requests.
    if (!(error instanceof FailureError) || error.failure.code !== 'BAD_REQUEST') throw error;
    throw lie(`answered what is no answer: ${error.failure.message.replace(/^Input /u, 'output ')}`);
  }
}

function readOutputs(
  body: Uint8Array,
  jsonBytes: number,
  wanted: readonly string[],
): Record<string, TensorValue> {
  const text = bodyText(body.subarray(0, jsonBytes));
  const outputs = member(parseObject(text), 'outputs');
  if (!Array.isArray(outputs)) throw lie(`answered ${seen(outputs)} in place of the list "outputs"`);
  const binary = body.subarray(jsonBytes);
  const values = new Map<string, TensorValue>();
  let written: unknown;
  let taken = 0;
  for (const [index, output] of (outputs as unknown[]).entries()) {
    const head = outputHead(output, index);
    const { name, type, dims, elements, sizeBytes } = head;
    if (values.has(name)) throw lie(`answered the output ${quoted(name)} twice`);
    if (sizeBytes !== null && taken + sizeBytes > binary.length) {
      throw lie(`answered ${binary.length} bytes behind the JSON, and less than its outputs take`);
    }
    const value =
      sizeBytes === null
        ? tensorFromJson(type, {
            name,
            dims,
            elements,
            data: member(head.output, 'data'),
            written() {
              written ??= parseWritten(text);
              return (written as { outputs: { data: unknown }[] }).outputs[index]?.data;
            },
          })
        : tensorFromBytes(name, type, { dims, elements, bytes: binary.subarray(taken, taken + sizeBytes) });
    taken += sizeBytes ?? 0;
    values.set(name, value);
  }
  if (taken !== binary.length) throw lie(`answered ${binary.length - taken} bytes that belong to no output`);
  return Object.fromEntries(
    wanted.map((name) => {
      const value = values.get(name);
      if (!value) throw lie(`left out the output ${quoted(name)}, which was asked for`);
      return [name, value];
    }),
  );
}

function outputHead(output: unknown, index: number) {
  if (!isObject(output)) throw lie(`answered ${seen(output)} in place of outputs[${index}]`);
  const name = member(output, 'name');
  if (typeof name !== 'string') throw lie(`answered outputs[${index}] without a name`);
  const datatype = member(output, 'datatype');
  const type = typeof datatype === 'string' ? typeOfDatatype(datatype) : null;
  if (type === null) throw lie(`answered ${seen(datatype)} as the datatype of ${quoted(name)}`);
  const dims = member(output, 'shape');
  if (!Array.isArray(dims) || dims.length > mostDims || !dims.every(isLength)) {
    throw lie(`answered a shape of ${quoted(name)} that is none`);
  }
  const elements = claimedElements(dims);
  if (!Number.isSafeInteger(elements))
    throw lie(`answered a shape of ${quoted(name)} with too many elements`);
  return { output, name, type, dims: dims as number[], elements, sizeBytes: sizeOf(name, output) };
}

function sizeOf(name: string, output: JsonObject): number | null {
  const parameters = optionalObject(output, 'parameters', '');
  const size = parameters === null ? undefined : member(parameters, 'binary_data_size');
  if (size === undefined || size === null) return null;
  if (isLength(size)) return size;
  throw lie(`answered ${seen(size)} as the number of bytes of ${quoted(name)}`);
}

function lie(what: string): FailureError {
  return failed('REMOTE_FAILED', what);
}
