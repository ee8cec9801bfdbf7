import { type GraphIndex, originOf } from './graph-index.ts';
import type { OnnxModel } from './model-view.ts';
import { integersOfTensor } from './tensor-values.ts';

const conditions = new Set([
  'Less',
  'LessOrEqual',
  'Greater',
  'GreaterOrEqual',
  'Equal',
  'Not',
  'And',
  'Or',
  'Xor',
]);
const farthest = 10;

/**
 * The two classes that a label takes when it is calculated from a condition or a sign, as outlier detectors do
 * (`yes × -2 + 1` is 1 or -1), in ascending order; null when it is made in another way.
 */
export function calculatedClasses(model: OnnxModel, index: GraphIndex, name: string): string[] | null {
  const values = valuesOf(model, index, name, 0);
  return values && values[0] !== values[1] ? values.toSorted((a, b) => a - b).map(String) : null;
}

function valuesOf(model: OnnxModel, index: GraphIndex, name: string, steps: number): [number, number] | null {
  const node = index.maker(originOf(index, name));
  if (!node || steps > farthest) return null;
  if (conditions.has(node.operator)) return [0, 1];
  if (node.operator === 'Sign') return [-1, 1];
  const [first = '', second = ''] = node.inputs;
  const apply = operations[node.operator];
  if (!apply) return null;
  const [left, right] = [first, second].map(
    (input) => constantOf(model, index, input) ?? valuesOf(model, index, input, steps + 1),
  );
  return left && right ? [apply(left[0], right[0]), apply(left[1], right[1])] : null;
}

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
};

function constantOf(model: OnnxModel, index: GraphIndex, name: string): [number, number] | null {
  const tensor = index.constant(originOf(index, name));
  const values = tensor ? integersOfTensor(model, tensor) : null;
  return values?.length === 1 && values[0] !== undefined ? [values[0], values[0]] : null;
}
