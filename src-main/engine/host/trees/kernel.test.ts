import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeEnsemble } from '../../../domain/tree-ensemble.ts';
import { layOutTrees } from './lay-out.ts';
import { sumLeaves } from './kernel.ts';

const width = 3;
interface Leaf {
  weight: number;
}
interface Split {
  feature: number;
  threshold: number;
  mode: 'leq' | 'lt';
  nanGoesTrue: boolean;
  yes: Tree;
  no: Tree;
}
type Tree = Leaf | Split;

const float = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 0.5, 1e-45, 3.4e38).map(Math.fround),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ weight: float.filter((value) => Math.abs(value) < 1e6) }),
    fc.record({
      feature: fc.nat(width - 1),
      threshold: float,
      mode: fc.constantFrom('leq' as const, 'lt' as const),
      nanGoesTrue: fc.boolean(),
      yes: tie('tree'),
      no: tie('tree'),
    }),
  ),
}));
const cell = fc.oneof(float, fc.constant(Number.NaN));
const row = fc.array(cell, { minLength: width, maxLength: width });

describe('the tree kernel', () => {
  it('ends where a walk from node to node ends, NaN and exact thresholds included', () => {
    fc.assert(
      fc.property(
        fc.array(tree, { minLength: 1, maxLength: 4 }),
        fc.array(row, { maxLength: 300 }),
        (forest, rows) => {
          const trees = layOutTrees(ensembleOf(forest));
          fc.pre(trees !== null);
          if (!trees) return;
          const sums = new Float32Array(rows.length);
          sumLeaves(trees, Float32Array.from(rows.flat()), rows.length, width, sums);
          expect([...sums]).toEqual(
            rows.map((cells) => forest.reduce((sum, one) => Math.fround(sum + walk(one, cells)), 0)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes no trees whose nodes do not hang together', () => {
    const whole = ensembleOf([
      { feature: 0, threshold: 1, mode: 'leq', nanGoesTrue: false, yes: { weight: 1 }, no: { weight: 2 } },
    ]);
    expect(layOutTrees(whole)).not.toBeNull();
    expect(layOutTrees({ ...whole, trueIds: [7, 0, 0] })).toBeNull();
    expect(layOutTrees({ ...whole, trueIds: [0, 0, 0] })).toBeNull();
    expect(layOutTrees({ ...whole, falseIds: [1, 0, 0] })).toBeNull();
    expect(layOutTrees({ ...whole, featureIds: [3, 0, 0] })).toBeNull();
    expect(layOutTrees({ ...whole, nodeIds: [0, 1, 1] })).toBeNull();
    expect(layOutTrees({ ...whole, thresholds: [Number.NaN, 0, 0] })).toBeNull();
  });

  it('takes no chain, which it would walk to its deepest leaf for every row', () => {
    const chain = Array.from({ length: 40 }).reduce<Tree>(
      (no, _, i) => ({ feature: 0, threshold: i, mode: 'leq', nanGoesTrue: false, yes: { weight: i }, no }),
      { weight: 0 },
    );
    expect(layOutTrees(ensembleOf([chain]))).toBeNull();
  });
});

function walk(tree: Tree, cells: readonly number[]): number {
  if ('weight' in tree) return Math.fround(tree.weight);
  const value = Math.fround(cells[tree.feature] ?? 0);
  const threshold = Math.fround(tree.threshold);
  const yes = Number.isNaN(value)
    ? tree.nanGoesTrue
    : tree.mode === 'leq'
      ? value <= threshold
      : value < threshold;
  return walk(yes ? tree.yes : tree.no, cells);
}

function ensembleOf(forest: readonly Tree[]): TreeEnsemble {
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const modes: ('leq' | 'lt' | 'leaf')[] = [];
  const featureIds: number[] = [];
  const thresholds: number[] = [];
  const trueIds: number[] = [];
  const falseIds: number[] = [];
  const nanGoesTrue: number[] = [];
  const weights: number[] = [];
  const weightTreeIds: number[] = [];
  const weightNodeIds: number[] = [];
  forest.forEach((whole, treeId) => {
    let nextId = 0;
    const add = (tree: Tree): number => {
      const at = modes.length;
      const nodeId = nextId++;
      treeIds.push(treeId);
      nodeIds.push(nodeId);
      const split = 'weight' in tree ? null : tree;
      modes.push(split?.mode ?? 'leaf');
      featureIds.push(split?.feature ?? 0);
      thresholds.push(split?.threshold ?? 0);
      nanGoesTrue.push(split?.nanGoesTrue ? 1 : 0);
      trueIds.push(0);
      falseIds.push(0);
      if ('weight' in tree) {
        weights.push(tree.weight);
        weightTreeIds.push(treeId);
        weightNodeIds.push(nodeId);
      } else {
        trueIds[at] = add(tree.yes);
        falseIds[at] = add(tree.no);
      }
      return nodeId;
    };
    add(whole);
  });
  return {
    input: 'x',
    width,
    output: 'y',
    gives: 'value',
    base: 0,
    treeIds,
    nodeIds,
    modes,
    featureIds,
    thresholds,
    trueIds,
    falseIds,
    nanGoesTrue,
    weights,
    weightTreeIds,
    weightNodeIds,
  };
}
