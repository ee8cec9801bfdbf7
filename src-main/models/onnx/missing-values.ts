import { attributesOf } from './attributes.ts';
import { type GraphIndex, handsOn } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';

/** Operators that bring columns together or take some, and leave the values as they are (NaN stays NaN). */
const passes = new Set([
  'Concat',
  'Slice',
  'Split',
  'Gather',
  'ArrayFeatureExtractor',
  'FeatureVectorizer',
  'Scaler',
  'Transpose',
]);

/**
 * Asks of an input whether the graph was made to see NaN in it: all that its values reach first are imputers of NaN and
 * trees that have a branch for missing values.
 */
export function missingValues(model: OnnxModel, index: GraphIndex): (input: string) => boolean {
  // Hundreds of columns can meet in one forest, and to read its lists takes a while.
  const known = new Map<OnnxNode, boolean>();
  const sees = (node: OnnxNode): boolean => {
    const seen = known.get(node) ?? seesMissing(model, node);
    known.set(node, seen);
    return seen;
  };
  return (input) => {
    const seen = new Set<string>();
    const names = [input];
    let ends = 0;
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      for (const node of index.takers(name)) {
        if (handsOn(node) || passes.has(node.operator)) names.push(...node.outputs);
        else if (sees(node)) ends++;
        else return false;
      }
    }
    return ends > 0;
  };
}

function seesMissing(model: OnnxModel, node: OnnxNode): boolean {
  const attributes = attributesOf(model, node);
  if (node.operator === 'Imputer')
    return (
      attributes.float('replaced_value_float') !== null &&
      Number.isNaN(attributes.float('replaced_value_float'))
    );
  if (node.operator !== 'TreeEnsembleClassifier' && node.operator !== 'TreeEnsembleRegressor') return false;
  // Trees that learned from missing values send them left here and right there; all one way is what exporters fill in.
  const [left, right] = ['nodes_truenodeids', 'nodes_falsenodeids'].map((name) => attributes.numbers(name));
  const isLeaf = (at: number): boolean => left?.[at] === right?.[at];
  const ways = attributes.numbers('nodes_missing_value_tracks_true').filter((_, at) => !isLeaf(at));
  return ways.includes(0) && ways.some((way) => way !== 0);
}
