import type { ModelCard } from '../../contract/card.ts';
import type { GraphPort } from '../../contract/models.ts';
import type { TensorValue } from '../tensor.ts';
import { datatypeName } from './datatypes.ts';
import type { NamedTensor, WantedOutput } from './infer-request.ts';
import { inputRefusal, listed, placeOf, quoted, refusal, shapeText } from './words.ts';

/** What stands in one column of a tensor of features. */
export interface TensorColumn {
  feature: string;
  acceptsMissing: boolean;
}

export interface InputRules {
  /** Whether requests are put together along the first dimension, which must then be the same in all inputs. */
  batchable: boolean;
  /** By input, the features in its columns (see {@link tensorColumns}); NaN is refused everywhere else. */
  columns: ReadonlyMap<string, readonly TensorColumn[]>;
}

/** By graph input, the features that a card puts into its columns. To be made once for a model. */
export function tensorColumns(card: Pick<ModelCard, 'inputs' | 'tensors'>): InputRules['columns'] {
  const features = new Map(card.inputs.map((input) => [input.name, input]));
  const columns = new Map<string, TensorColumn[]>();
  for (const tensor of card.tensors) {
    if (tensor.kind !== 'features') continue;
    const ofTensor = tensor.features.map((feature) => {
      return { feature, acceptsMissing: features.get(feature)?.acceptsMissing === true };
    });
    columns.set(tensor.name, ofTensor);
  }
  return columns;
}

/**
 * Holds the tensors of a request against the inputs of the graph.
 * @throws FailureError BAD_REQUEST naming the input: unknown, missing, another datatype, rank or dimension than the
 * graph has, unequal first dimensions, NaN where no missing value is accepted
 */
export function checkInputs(
  inputs: readonly NamedTensor[],
  ports: readonly GraphPort[],
  rules: InputRules,
): void {
  for (const { name, value } of inputs) {
    const port = ports.find((known) => known.name === name);
    if (port === undefined) {
      const known = listed(ports.map((known) => known.name));
      throw refusal(`The model has no input ${quoted(name)}; it has ${known}.`, { field: name });
    }
    checkType(port, value);
    checkShape(port, value.dims);
    checkNumbers(port, value, rules);
  }
  if (inputs.length < ports.length) {
    const missing = ports.filter(({ name }) => !inputs.some((input) => input.name === name));
    const known = missing.map(
      ({ name, type, dims }) => `${quoted(name)} (${datatypeName(type)} ${shapeText(dims)})`,
    );
    throw refusal(`The request lacks ${known.slice(0, 20).join(', ')}.`, { field: missing[0]?.name });
  }
  if (rules.batchable) checkRows(inputs);
}

/** @throws FailureError BAD_REQUEST for an output that the graph does not have */
export function checkOutputs(
  wanted: readonly WantedOutput[] | null,
  ports: readonly { name: string }[],
): void {
  for (const { name } of wanted ?? []) {
    if (ports.some((port) => port.name === name)) continue;
    const known = listed(ports.map((port) => port.name));
    throw refusal(`The model has no output ${quoted(name)}; it has ${known}.`, { field: name });
  }
}

function checkType(port: GraphPort, value: TensorValue): void {
  if (value.type === port.type) return;
  throw inputRefusal(
    port.name,
    `the model takes ${datatypeName(port.type)}, not ${datatypeName(value.type)}.`,
  );
}

function checkShape(port: GraphPort, dims: readonly number[]): void {
  const wanted = port.dims;
  let fits = dims.length === wanted.length;
  for (let axis = 0; fits && axis < dims.length; axis++) {
    fits = typeof wanted[axis] === 'string' || wanted[axis] === dims[axis];
  }
  if (fits) return;
  const takes = `the model takes shape ${shapeText(wanted)}`;
  const free = wanted.some((dim) => typeof dim === 'string') ? ' (-1 = any length)' : '';
  throw inputRefusal(port.name, `${takes}${free}, not ${shapeText(dims)}.`);
}

function checkRows(inputs: readonly NamedTensor[]): void {
  const [first] = inputs;
  for (const { name, value } of inputs) {
    if (first === undefined || value.dims[0] === first.value.dims[0]) continue;
    const other = `input ${quoted(first.name)} has ${first.value.dims[0]}`;
    throw inputRefusal(name, `it has ${value.dims[0]} rows (its first dimension), but ${other}.`);
  }
}

function checkNumbers(port: GraphPort, value: TensorValue, rules: Pick<InputRules, 'columns'>): void {
  if (value.type !== 'float32' && value.type !== 'float64' && value.type !== 'float16') return;
  const numbers = value.data;
  // One NaN makes the sum NaN. So may infinities of both signs, and then the search finds nothing.
  if (!Number.isNaN(value.type === 'float32' ? sumOfFloat32(value.data) : sumOf(numbers))) return;
  const columns = rules.columns.get(port.name);
  for (let index = 0; index < numbers.length; index++) {
    if (!Number.isNaN(numbers[index])) continue;
    const column = columns?.[index % columns.length];
    if (column?.acceptsMissing) continue;
    throw missingNumber(port.name, index, value.dims, column && columns ? { column, columns } : null);
  }
}

function missingNumber(
  name: string,
  index: number,
  dims: readonly number[],
  at: { column: TensorColumn; columns: readonly TensorColumn[] } | null,
) {
  const place = `element ${placeOf(index, dims)} is NaN`;
  if (at === null) return inputRefusal(name, `${place}, and the model takes no missing values there.`);
  const row = Math.floor(index / at.columns.length) + 1;
  const { feature } = at.column;
  const where = `row ${row}, feature ${quoted(feature)}`;
  return inputRefusal(name, `${place} (${where}), and the model takes no missing values there.`, {
    row,
    column: feature,
  });
}

function sumOfFloat32(numbers: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] as number;
  return sum;
}

function sumOf(numbers: Float16Array | Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] as number;
  return sum;
}
