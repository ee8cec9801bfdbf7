import { type LaidOutTrees, nodeField, nodeWords } from './lay-out.ts';

const { feature, threshold, child, weight } = nodeField;
/** Rows walked through one tree after the other: few enough for the first cache, with the tree. */
const blockRows = 128;

/**
 * Adds up, for every row, the weights of the leaves it ends in: trees in order, in float32, as onnxruntime's own kernel
 * does. Each step computes the next node instead of branching to it, four rows side by side, so that the processor
 * never guesses wrong: that is where a walk through trees spends its time.
 *
 * @param values [rows, width]
 * @param sums one a row; overwritten
 */
export function sumLeaves(
  trees: LaidOutTrees,
  values: Float32Array,
  rows: number,
  width: number,
  sums: Float32Array,
): void {
  sums.fill(0, 0, rows);
  for (let first = 0; first < rows; first += blockRows) {
    const end = Math.min(rows, first + blockRows);
    if (hasNaN(values, first * width, end * width)) {
      for (let row = first; row < end; row++) sums[row] = sumWithNaN(trees, values, row * width);
    } else {
      sumBlock(trees, values, first, end, width, sums);
    }
  }
}

function sumBlock(
  { ints, floats, roots, depths }: LaidOutTrees,
  values: Float32Array,
  first: number,
  end: number,
  width: number,
  sums: Float32Array,
): void {
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree] as number;
    const depth = depths[tree] as number;
    let row = first;
    for (; row + 4 <= end; row += 4) {
      const at0 = row * width;
      const at1 = at0 + width;
      const at2 = at1 + width;
      const at3 = at2 + width;
      let n0 = root;
      let n1 = root;
      let n2 = root;
      let n3 = root;
      for (let step = 0; step < depth; step++) {
        n0 = next(ints, floats, n0, values[at0 + (ints[n0 + feature] as number)] as number);
        n1 = next(ints, floats, n1, values[at1 + (ints[n1 + feature] as number)] as number);
        n2 = next(ints, floats, n2, values[at2 + (ints[n2 + feature] as number)] as number);
        n3 = next(ints, floats, n3, values[at3 + (ints[n3 + feature] as number)] as number);
      }
      sums[row] = (sums[row] as number) + (floats[n0 + weight] as number);
      sums[row + 1] = (sums[row + 1] as number) + (floats[n1 + weight] as number);
      sums[row + 2] = (sums[row + 2] as number) + (floats[n2 + weight] as number);
      sums[row + 3] = (sums[row + 3] as number) + (floats[n3 + weight] as number);
    }
    for (; row < end; row++) {
      let node = root;
      for (let step = 0; step < depth; step++) {
        const value = values[row * width + (ints[node + feature] as number)] as number;
        node = next(ints, floats, node, value);
      }
      sums[row] = (sums[row] as number) + (floats[node + weight] as number);
    }
  }
}

/** The false child stands right behind the true one, so the outcome of the comparison is the way. */
function next(ints: Int32Array, floats: Float32Array, node: number, value: number): number {
  return (ints[node + child] as number) + (Number(value > (floats[node + threshold] as number)) << 2);
}

function hasNaN(values: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (value !== value) return true;
  }
  return false;
}

function sumWithNaN(trees: LaidOutTrees, values: Float32Array, at: number): number {
  const { ints, floats, roots, depths, nanGoesTrue } = trees;
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] as number;
    for (let step = depths[tree] as number; step > 0; step--) {
      const value = values[at + (ints[node + feature] as number)] as number;
      if (value === value) node = next(ints, floats, node, value);
      else node = (ints[node + child] as number) + (nanGoesTrue[node / nodeWords] === 1 ? 0 : nodeWords);
    }
    sum = Math.fround(sum + (floats[node + weight] as number));
  }
  return sum;
}
