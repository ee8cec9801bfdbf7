import { attributesOf } from './attributes.ts';
import { type GraphIndex, originOf } from './graph-index.ts';
import type { OnnxModel } from './model-view.ts';

const farthest = 100;
const float32 = 1;

/** The element type of a value that nothing declares: of what it is computed from, as numbers keep their type on the way. */
export function inferElementType(model: OnnxModel, index: GraphIndex, name: string): number {
  let at = name;
  for (let steps = 0; steps < farthest; steps++) {
    const declared = index.port(at)?.elementType;
    if (declared) return declared;
    const node = index.maker(at);
    if (!node) return float32;
    if (node.operator === 'Cast') return attributesOf(model, node).integer('to') ?? float32;
    // The operators of ai.onnx.ml give float32 whatever they take, but for the one that only picks columns.
    if (node.domain === 'ai.onnx.ml' && node.operator !== 'ArrayFeatureExtractor') return float32;
    if (node.operator === 'TfIdfVectorizer') return float32;
    const next = node.inputs.find((input) => input !== '' && !index.constant(originOf(index, input)));
    if (next === undefined) return index.constant(node.inputs[0] ?? '')?.elementType ?? float32;
    at = next;
  }
  return float32;
}
