/**
 * Boosted trees as they stand in a graph that is one ai.onnx.ml TreeEnsemble node: parallel arrays with one entry a
 * node, as the operator's attributes have them. Every leaf carries one weight; a row's sum is its raw score.
 * Source of the meaning of each field: the ai.onnx.ml operator definitions, TreeEnsembleClassifier version 3.
 */
export interface TreeEnsemble {
  /** Name of the input [rows, width], float32. */
  input: string;
  width: number;
  output: string;
  /**
   * What the output holds of a raw score z: `pair` is [rows, 2] with the logistic function of -z and z,
   * `value` is [rows, 1] with z itself.
   */
  gives: 'pair' | 'value';
  /** Added to every sum. */
  base: number;
  treeIds: ArrayLike<number>;
  nodeIds: ArrayLike<number>;
  /** `leq`: a row goes the true way when its value ≤ threshold; `lt`: when it is smaller; `leaf`: the way ends. */
  modes: readonly ('leq' | 'lt' | 'leaf')[];
  featureIds: ArrayLike<number>;
  thresholds: ArrayLike<number>;
  trueIds: ArrayLike<number>;
  falseIds: ArrayLike<number>;
  /** Where NaN goes the true way. */
  nanGoesTrue: ArrayLike<number>;
  /** One weight a leaf, with its tree and node; nodes without one weigh 0. */
  weights: ArrayLike<number>;
  weightTreeIds: ArrayLike<number>;
  weightNodeIds: ArrayLike<number>;
}
