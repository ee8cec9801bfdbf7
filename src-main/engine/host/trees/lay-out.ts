import type { TreeEnsemble } from '../../../domain/tree-ensemble.ts';

/** Words a node takes in {@link LaidOutTrees.ints}. */
export const nodeWords = 4;
/** What each word is: the feature, the threshold, where the true child is (the false one follows it), the leaf's weight. */
export const nodeField = { feature: 0, threshold: 1, child: 2, weight: 3 } as const;

/** Trees laid out for the kernel: each tree level by level, the two children of a node side by side. */
export interface LaidOutTrees {
  /** Words of all nodes; `floats` is the same memory, for thresholds and weights. */
  ints: Int32Array;
  floats: Float32Array;
  /** Word index of each tree's root, and the steps to its deepest leaf. */
  roots: Int32Array;
  depths: Int32Array;
  /** By node: where NaN goes the true way. */
  nanGoesTrue: Uint8Array;
}

const deepest = 64;
/** Steps to the deepest leaf by steps to the mean one; a step costs about a third of the runtime's. */
const unevenness = 1.9;

/**
 * Lays trees out, or answers null when they are none the kernel runs: a child that is missing or has two parents, a
 * feature outside the input, a tree deeper than 64, or trees so uneven that walking each row to the deepest level
 * would cost more than it saves.
 */
export function layOutTrees(ensemble: TreeEnsemble): LaidOutTrees | null {
  const { treeIds, nodeIds, modes, featureIds, thresholds, trueIds, falseIds, width } = ensemble;
  const count = modes.length;
  const places = indexByNode(treeIds, nodeIds, count);
  const weightAt = indexByNode(ensemble.weightTreeIds, ensemble.weightNodeIds, ensemble.weights.length);
  if (!places || !weightAt) return null;

  const ints = new Int32Array(count * nodeWords);
  const floats = new Float32Array(ints.buffer);
  const nanGoesTrue = new Uint8Array(count);
  const reached = new Uint8Array(count);
  const roots: number[] = [];
  const depths: number[] = [];
  let steps = 0;
  let leaves = 0;
  let leafSteps = 0;
  let placed = 0;
  for (const root of rootsOf(ensemble)) {
    const tree = at(treeIds, root);
    roots.push(placed * nodeWords);
    let level: number[] = [root];
    let firstOfLevel = placed;
    placed++;
    for (let depth = 0; ; depth++) {
      if (depth > deepest) return null;
      const next: number[] = [];
      for (const [i, source] of level.entries()) {
        if (reached[source] === 1) return null;
        reached[source] = 1;
        const node = firstOfLevel + i;
        const word = node * nodeWords;
        if (modes[source] === 'leaf') {
          // Stays where it is, whatever the row holds.
          ints[word + nodeField.child] = word;
          floats[word + nodeField.threshold] = Number.POSITIVE_INFINITY;
          floats[word + nodeField.weight] = at(ensemble.weights, weightAt(tree, at(nodeIds, source)) ?? -1);
          nanGoesTrue[node] = 1;
          leaves++;
          leafSteps += depth;
          continue;
        }
        const feature = at(featureIds, source);
        const goesTrue = places(tree, at(trueIds, source));
        const goesFalse = places(tree, at(falseIds, source));
        if (goesTrue === undefined || goesFalse === undefined || !(feature >= 0 && feature < width))
          return null;
        const threshold = Math.fround(at(thresholds, source));
        if (Number.isNaN(threshold)) return null;
        ints[word + nodeField.feature] = feature;
        floats[word + nodeField.threshold] = modes[source] === 'lt' ? floatBefore(threshold) : threshold;
        ints[word + nodeField.child] = placed * nodeWords;
        nanGoesTrue[node] = at(ensemble.nanGoesTrue, source);
        next.push(goesTrue, goesFalse);
        placed += 2;
        if (placed > count) return null;
      }
      if (next.length === 0) {
        depths.push(depth);
        steps += depth;
        break;
      }
      firstOfLevel = placed - next.length;
      level = next;
    }
  }
  if (placed !== count || leaves === 0) return null;
  const meanSteps = (leafSteps / leaves) * roots.length;
  if (steps > unevenness * meanSteps) return null;
  return { ints, floats, roots: Int32Array.from(roots), depths: Int32Array.from(depths), nanGoesTrue };
}

/** Finds entries by tree and node; null when two have the same. */
function indexByNode(
  treeIds: ArrayLike<number>,
  nodeIds: ArrayLike<number>,
  count: number,
): ((tree: number, node: number) => number | undefined) | null {
  const trees = new Map<number, Map<number, number>>();
  for (let i = 0; i < count; i++) {
    const tree = at(treeIds, i);
    let nodes = trees.get(tree);
    if (!nodes) trees.set(tree, (nodes = new Map()));
    if (nodes.has(at(nodeIds, i))) return null;
    nodes.set(at(nodeIds, i), i);
  }
  return (tree, node) => trees.get(tree)?.get(node);
}

/** The first node of each tree is its root, by the operator's definition; trees in the order they first stand. */
function rootsOf({ treeIds, modes }: TreeEnsemble): number[] {
  const seen = new Set<number>();
  const roots: number[] = [];
  for (let i = 0; i < modes.length; i++) {
    const tree = at(treeIds, i);
    if (seen.has(tree)) continue;
    seen.add(tree);
    roots.push(i);
  }
  return roots;
}

/** The next smaller float32: `x < t` and `x ≤ before(t)` say the same of every float32 but NaN. */
function floatBefore(value: number): number {
  if (value === Number.NEGATIVE_INFINITY) return value;
  const float = new Float32Array([value === 0 ? 0 : value]);
  const bits = new Int32Array(float.buffer);
  if (value === 0) bits[0] = 0x8000_0001 | 0;
  else bits[0] = (bits[0] as number) + (value > 0 ? -1 : 1);
  return float[0] as number;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
