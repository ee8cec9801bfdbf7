import type { TensorType, TensorValue } from '../tensor.ts';
import { tensorFromBytes } from './binary-data.ts';
import { datatypes, typeOfDatatype } from './datatypes.ts';
import { parseWritten } from './exact-numbers.ts';
import { tensorFromJson } from './json-data.ts';
import { bodyText, isObject, type JsonObject, member, optionalObject, parseObject } from './json-object.ts';
import { claimedElements, isLength, mostDims } from './shape.ts';
import { inputRefusal, quoted, refusal, seen } from './words.ts';

export interface NamedTensor {
  name: string;
  value: TensorValue;
}

export interface WantedOutput {
  name: string;
  /** Whether it goes back as bytes behind the JSON. */
  binary: boolean;
  /** It goes back as this many of its highest values, as texts (see `classify`). */
  classes?: number;
}

/** An inference request, its tensors complete. */
export interface InferRequest {
  id: string | null;
  parameters: Record<string, string | number | boolean>;
  inputs: NamedTensor[];
  /** Null = all of them. */
  outputs: WantedOutput[] | null;
  /** What holds for outputs that do not say it themselves. */
  binaryOutputs: boolean;
}

/**
 * Reads the body of `POST /v2/models/{m}/infer`, with Triton's extension for binary tensors.
 * @param headerLength bytes of JSON at the head of the body (`Inference-Header-Content-Length`); null = all of it
 * @throws FailureError BAD_REQUEST naming the part to blame and what was expected
 * @see https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export function parseInferRequest(body: Uint8Array, headerLength: number | null): InferRequest {
  const jsonBytes = headerLength ?? body.length;
  if (!Number.isSafeInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.length) {
    throw refusal(`Inference-Header-Content-Length is ${jsonBytes}, but the body has ${body.length} bytes.`);
  }
  const text = bodyText(jsonBytes === body.length ? body : body.subarray(0, jsonBytes));
  const request = parseObject(text);

  const id = member(request, 'id') ?? null;
  if (id !== null && typeof id !== 'string') throw refusal(`"id" must be a text, not ${seen(id)}.`);
  const parameters = requestParameters(request);
  const { outputs, binaryOutputs } = wantedOutputs(request, parameters);
  const inputs = readInputs(request, text, body.subarray(jsonBytes));
  return { id, parameters, inputs, outputs, binaryOutputs };
}

/** The parameters alone, from the JSON of a request. @throws FailureError BAD_REQUEST as `parseInferRequest` does */
export function parseInferParameters(json: Uint8Array): InferRequest['parameters'] {
  return requestParameters(parseObject(bodyText(json)));
}

function requestParameters(request: JsonObject): InferRequest['parameters'] {
  const parameters = optionalObject(request, 'parameters', '');
  if (parameters === null) return {};
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') continue;
    throw refusal(`Parameter ${quoted(name)} must be a text, a number, true or false, not ${seen(value)}.`);
  }
  return parameters as InferRequest['parameters'];
}

function readInputs(request: JsonObject, text: string, binary: Uint8Array): NamedTensor[] {
  const inputs = member(request, 'inputs');
  if (!Array.isArray(inputs)) {
    const example = '[{"name": "…", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]}]';
    throw refusal(`"inputs" must be a list of tensors like ${example}, not ${seen(inputs)}.`);
  }
  if (inputs.length === 0) throw refusal('"inputs" is empty: give one tensor for each input of the model.');
  let written: unknown;
  const names = new Set<string>();
  const tensors: NamedTensor[] = [];
  let taken = 0;
  for (let index = 0; index < inputs.length; index++) {
    const input = inputs[index] as unknown;
    const { name, type, dims, elements, sizeBytes } = inputHead(input, index);
    if (names.has(name)) throw refusal(`Input ${quoted(name)} is given twice.`, { field: name });
    names.add(name);
    let value: TensorValue;
    if (sizeBytes === null) {
      value = tensorFromJson(type, {
        name,
        dims,
        elements,
        data: member(input as JsonObject, 'data'),
        written() {
          written ??= parseWritten(text);
          return (written as { inputs: { data: unknown }[] }).inputs[index]?.data;
        },
      });
    } else {
      if (taken + sizeBytes > binary.length) {
        const left = `${binary.length - taken} are left behind the JSON`;
        throw inputRefusal(name, `"binary_data_size" is ${sizeBytes} bytes, but ${left}.`);
      }
      const bytes = binary.subarray(taken, taken + sizeBytes);
      value = tensorFromBytes(name, type, { dims, elements, bytes });
      taken += sizeBytes;
    }
    tensors.push({ name, value });
  }
  if (taken !== binary.length) {
    throw refusal(
      `${binary.length - taken} bytes behind the JSON belong to no input: each needs "parameters": {"binary_data_size": …}.`,
    );
  }
  return tensors;
}

interface InputHead {
  name: string;
  type: TensorType;
  dims: number[];
  elements: number;
  /** Of its binary data; null = it has JSON data. */
  sizeBytes: number | null;
}

function inputHead(input: unknown, index: number): InputHead {
  if (!isObject(input)) throw refusal(`inputs[${index}] must be an object, not ${seen(input)}.`);
  const name = member(input, 'name');
  if (typeof name !== 'string' || name === '') {
    throw refusal(`inputs[${index}]: "name" must be the name of an input, not ${seen(name)}.`);
  }
  const type = inputType(name, member(input, 'datatype'));
  const dims = inputShape(name, member(input, 'shape'));
  const elements = claimedElements(dims);
  if (!Number.isSafeInteger(elements)) throw inputRefusal(name, 'its shape has too many elements.');
  return { name, type, dims, elements, sizeBytes: binarySize(name, input) };
}

function inputType(name: string, datatype: unknown): TensorType {
  if (typeof datatype !== 'string') {
    throw inputRefusal(name, `"datatype" must be one of ${datatypes.join(', ')}, not ${seen(datatype)}.`);
  }
  const type = typeOfDatatype(datatype);
  if (type !== null) return type;
  if (datatype === 'BF16') throw inputRefusal(name, 'BF16 cannot be taken here; send it as FP32 or FP16.');
  throw inputRefusal(name, `${quoted(datatype)} is no datatype; there are ${datatypes.join(', ')}.`);
}

function inputShape(name: string, shape: unknown): number[] {
  if (!Array.isArray(shape)) {
    throw inputRefusal(name, `"shape" must be a list of whole numbers, not ${seen(shape)}.`);
  }
  if (shape.length > mostDims) {
    throw inputRefusal(name, `its shape has ${shape.length} dimensions; ${mostDims} is the most.`);
  }
  for (let axis = 0; axis < shape.length; axis++) {
    const dim = shape[axis] as unknown;
    if (isLength(dim)) continue;
    throw inputRefusal(name, `shape[${axis}] must be a whole number from 0 on, not ${seen(dim)}.`);
  }
  return shape as number[];
}

function binarySize(name: string, input: JsonObject): number | null {
  if (member(input, 'parameters') === undefined) return null;
  const parameters = optionalObject(input, 'parameters', `Input ${quoted(name)}: `);
  if (parameters === null) return null;
  refuseSharedMemory(parameters, `Input ${quoted(name)}`);
  const size = member(parameters, 'binary_data_size');
  if (size === undefined || size === null) return null;
  if (!isLength(size)) {
    throw inputRefusal(name, `"binary_data_size" must be a number of bytes, not ${seen(size)}.`);
  }
  if (member(input, 'data') !== undefined) {
    throw inputRefusal(name, 'it has both "data" and "binary_data_size"; give one of them.');
  }
  return size;
}

function wantedOutputs(
  request: JsonObject,
  requestLevel: InferRequest['parameters'],
): Pick<InferRequest, 'outputs' | 'binaryOutputs'> {
  const binaryOutputs = flag(requestLevel, 'binary_data_output', '') ?? false;
  const outputs = member(request, 'outputs') ?? null;
  if (outputs === null) return { outputs: null, binaryOutputs };
  if (!Array.isArray(outputs)) {
    throw refusal(`"outputs" must be a list like [{"name": "…"}], not ${seen(outputs)}.`);
  }
  // As in Triton, asking for nothing is asking for everything.
  if (outputs.length === 0) return { outputs: null, binaryOutputs };
  const names = new Set<string>();
  const wanted = outputs.map((output: unknown, index): WantedOutput => {
    if (!isObject(output)) throw refusal(`outputs[${index}] must be an object, not ${seen(output)}.`);
    const name = member(output, 'name');
    if (typeof name !== 'string' || name === '') {
      throw refusal(`outputs[${index}]: "name" must be the name of an output, not ${seen(name)}.`);
    }
    if (names.has(name)) throw refusal(`Output ${quoted(name)} is asked for twice.`, { field: name });
    names.add(name);
    const where = `Output ${quoted(name)}`;
    const parameters = optionalObject(output, 'parameters', `${where}: `);
    if (parameters === null) return { name, binary: binaryOutputs };
    refuseSharedMemory(parameters, where);
    const binary = flag(parameters, 'binary_data', `${where}: `) ?? binaryOutputs;
    const classes = member(parameters, 'classification');
    if (classes === undefined || classes === null) return { name, binary };
    if (typeof classes === 'number' && Number.isSafeInteger(classes) && classes > 0) {
      return { name, binary, classes };
    }
    const wanted = 'must be a number of classes from 1 on';
    throw refusal(`${where}: "classification" ${wanted}, not ${seen(classes)}.`, { field: name });
  });
  return { outputs: wanted, binaryOutputs };
}

function flag(parameters: JsonObject, name: string, where: string): boolean | null {
  const value = member(parameters, name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value;
  throw refusal(`${where}${quoted(name)} must be true or false, not ${seen(value)}.`);
}

function refuseSharedMemory(parameters: JsonObject, where: string): void {
  if (member(parameters, 'shared_memory_region') === undefined) return;
  throw refusal(`${where}: shared memory is not supported; send its data as JSON or binary.`);
}
