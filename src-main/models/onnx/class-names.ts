import { attributesOf } from './attributes.ts';
import { calculatedClasses } from './calculated-classes.ts';
import { type GraphIndex, originOf } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import { integersOfTensor, textsOfTensor } from './tensor-values.ts';

const mostClasses = 100_000;
const farthest = 50;

/**
 * The names of the classes that an output names for each row, in the order of their probabilities; null when the graph
 * does not show them.
 */
export function classNames(model: OnnxModel, index: GraphIndex, output: string, steps = 0): string[] | null {
  const origin = originOf(index, output);
  const node = index.maker(origin);
  if (!node || steps > farthest) return null;
  const [first = '', second = ''] = node.inputs;
  const calculated = calculatedClasses(model, index, origin);
  if (calculated) return calculated;
  switch (node.operator) {
    case 'ArrayFeatureExtractor':
    case 'Gather': {
      const names = constantNames(model, index, first);
      return names && !index.constant(second) ? names : null;
    }
    case 'LabelEncoder':
      return recoded(model, node, classNames(model, index, first, steps + 1));
    case 'Where':
      return choices(model, index, node);
    default:
      return node.outputs[0] === origin ? namesIn(model, node) : null;
  }
}

/** The class names that a node carries: classifiers and ZipMap. */
export function namesIn(model: OnnxModel, node: OnnxNode): string[] | null {
  if (node.domain !== 'ai.onnx.ml') return null;
  const attributes = attributesOf(model, node);
  for (const key of ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints']) {
    const texts = attributes.texts(key, mostClasses);
    if (texts.length > 0) return texts;
    const numbers = attributes.integers(key, mostClasses);
    if (numbers.length > 0) return numbers.map(String);
  }
  return null;
}

function constantNames(model: OnnxModel, index: GraphIndex, name: string): string[] | null {
  const tensor = index.constant(originOf(index, name));
  if (!tensor) return null;
  return textsOfTensor(model, tensor) ?? integersOfTensor(model, tensor)?.map(String) ?? null;
}

/** What a LabelEncoder makes of the names before it; without names before it, of 0, 1, 2 … */
function recoded(model: OnnxModel, node: OnnxNode, names: string[] | null): string[] | null {
  const attributes = attributesOf(model, node);
  const list = (side: 'keys' | 'values'): string[] => [
    ...attributes.texts(`${side}_strings`, mostClasses),
    ...attributes.integers(`${side}_int64s`, mostClasses).map(String),
    ...attributes.floats(`${side}_floats`, mostClasses).map(String),
  ];
  const values = list('values');
  const byKey = new Map(list('keys').map((key, at) => [key, values[at] ?? '']));
  const keys = names ?? [...byKey.keys()].sort((a, b) => Number(a) - Number(b));
  if (keys.length < 2 || (!names && keys.some((key, at) => Number(key) !== at))) return null;
  return keys.map((key) => byKey.get(key) ?? key);
}

/** `Where(condition, this, that)` over two constants: the one for "no" comes first. */
function choices(model: OnnxModel, index: GraphIndex, node: OnnxNode): string[] | null {
  const [, yes = '', no = ''] = node.inputs;
  const names = [no, yes].map((name) => constantNames(model, index, name));
  return names.every((name) => name?.length === 1) ? names.flatMap((name) => name ?? []) : null;
}
