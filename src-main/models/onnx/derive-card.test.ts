import { describe, expect, it } from 'vitest';
import type { TextFiles } from './derive-tokens.ts';
import { float32, int64, type ModelSpec, type NodeSpec } from './testing/build-model.ts';
import { cardOf, noTexts } from './testing/card-of.ts';

const ml = 'ai.onnx.ml';

describe('outputs', () => {
  const x = [{ name: 'x', dims: ['N', 4] as const }];
  const ending = (
    operator: string,
    dims: readonly (number | string)[],
    name = 'y',
    metadata: Record<string, string> = {},
  ): ModelSpec => ({
    inputs: x,
    outputs: [{ name, dims }],
    nodes: [{ operator, inputs: ['x'], outputs: [name] }],
    metadata,
  });
  it.each<[string, ModelSpec, unknown]>([
    ['a number', ending('Relu', ['N', 1]), { kind: 'regression', value: 'y' }],
    ['numbers', ending('Relu', ['N', 2]), { kind: 'regression', value: 'y', targets: ['y_0', 'y_1'] }],
    [
      'a softmax',
      ending('Softmax', ['N', 2]),
      {
        kind: 'classification',
        activation: 'none',
        probabilities: 'y',
        labels: ['class_0', 'class_1'],
        positive: 'class_1',
      },
    ],
    [
      'a softmax with names',
      ending('Softmax', ['N', 2], 'y', { names: "{0: 'cat', 1: 'dog'}" }),
      {
        kind: 'classification',
        activation: 'none',
        probabilities: 'y',
        labels: ['cat', 'dog'],
        positive: 'dog',
      },
    ],
    [
      'a sigmoid',
      ending('Sigmoid', ['N', 1]),
      {
        kind: 'classification',
        activation: 'none',
        probabilities: 'y',
        labels: ['negative', 'positive'],
        positive: 'positive',
      },
    ],
    [
      'several sigmoids',
      ending('Sigmoid', ['N', 3]),
      { kind: 'regression', value: 'y', targets: ['y_0', 'y_1', 'y_2'] },
    ],
    [
      'logits',
      ending('Relu', ['N', 3], 'logits'),
      {
        kind: 'classification',
        activation: 'softmax',
        probabilities: 'logits',
        labels: ['class_0', 'class_1', 'class_2'],
      },
    ],
  ])('that hold %s', (_, spec, wanted) => expect(cardOf(spec).outputs).toEqual(wanted));

  it.each<[string, ModelSpec, RegExp]>([
    [
      'pictures',
      ending('Relu', ['N', 3, 8, 8]),
      /gives "y" of shape \[N, 3, 8, 8\], and more than a list of numbers for each row needs a card\.json/u,
    ],
    ['one number for all rows', ending('ReduceSum', []), /one number for all rows/u],
    [
      'classes without names',
      {
        inputs: x,
        outputs: [{ name: 'y', type: 7, dims: ['N'] }],
        nodes: [{ operator: 'ArgMax', inputs: ['x'], outputs: ['y'] }],
      },
      /does not say which classes there are; say in a card\.json beside it \(outputs\.labels\)/u,
    ],
    [
      'facts',
      {
        inputs: x,
        outputs: [{ name: 'y', type: 9, dims: ['N'] }],
        nodes: [{ operator: 'IsNaN', inputs: ['x'], outputs: ['y'] }],
      },
      /neither one class nor numbers for each row/u,
    ],
  ])('that hold %s need a card', (_, spec, message) => expect(() => cardOf(spec)).toThrow(message));

  const forest = (weights: Record<string, string | readonly string[] | readonly number[]>): NodeSpec => ({
    operator: 'SVMClassifier',
    domain: ml,
    inputs: ['x'],
    outputs: ['label', 'scores'],
    attributes: { classlabels_ints: [3, 5], ...weights },
  });
  const classes = (node: NodeSpec): ModelSpec => ({
    inputs: x,
    outputs: [
      { name: 'label', type: 7, dims: ['N'] },
      { name: 'scores', dims: ['N', 2] },
    ],
    nodes: [node],
  });
  it('are a class alone where the scores are no probabilities', () => {
    expect(cardOf(classes(forest({}))).outputs).toEqual({
      kind: 'classification',
      activation: 'none',
      label: 'label',
      probabilities: null,
      labels: ['3', '5'],
    });
    expect(cardOf(classes(forest({ prob_a: [1] }))).outputs).toMatchObject({
      probabilities: 'scores',
      positive: '5',
    });
  });
  it('name the two sides of an outlier detector', () => {
    const detector: ModelSpec = {
      inputs: x,
      outputs: [{ name: 'label', type: 7, dims: ['N', 1] }],
      tensors: [
        { name: 'two', type: 7, dims: [1], raw: int64([-2]) },
        { name: 'one', type: 7, dims: [1], raw: int64([1]) },
        { name: 'zero', dims: [1], raw: float32([0]) },
      ],
      nodes: [
        { operator: 'Less', inputs: ['x', 'zero'], outputs: ['out'] },
        { operator: 'Cast', inputs: ['out'], outputs: ['number'], attributes: { to: 7 } },
        { operator: 'Mul', inputs: ['number', 'two'], outputs: ['scaled'] },
        { operator: 'Add', inputs: ['scaled', 'one'], outputs: ['label'] },
      ],
    };
    expect(cardOf(detector).outputs).toMatchObject({ labels: ['-1', '1'], probabilities: null });
  });
});

describe('texts', () => {
  const tokens = (length: number | string, names = ['input_ids', 'attention_mask']): ModelSpec => ({
    inputs: names.map((name) => ({ name, type: 7, dims: ['N', length] })),
    outputs: [{ name: 'logits', dims: ['N', 2] }],
    nodes: [
      { operator: 'Add', inputs: names.slice(0, 1).flatMap((name) => [name, name]), outputs: ['logits'] },
    ],
  });
  const tokenizer: TextFiles = {
    ...noTexts,
    tokenizer: { maxTokens: 128 },
    labels: ['BAD', 'GOOD'],
    maxPositions: 512,
  };
  it('go in as one feature through the tokenizer beside the model', () => {
    expect(cardOf(tokens('T'), tokenizer)).toEqual({
      task: 'text-classification',
      inputs: [{ name: 'text', type: 'text' }],
      tensors: [
        { kind: 'tokens', name: 'input_ids', type: 'int64', feature: 'text', part: 'ids' },
        { kind: 'tokens', name: 'attention_mask', type: 'int64', feature: 'text', part: 'mask' },
      ],
      tokenizer: { file: 'tokenizer.json', maxTokens: 128, padToMax: false },
      outputs: {
        kind: 'classification',
        activation: 'softmax',
        probabilities: 'logits',
        labels: ['BAD', 'GOOD'],
        positive: 'GOOD',
      },
    });
    expect(cardOf(tokens(64), tokenizer).tokenizer).toEqual({
      file: 'tokenizer.json',
      maxTokens: 64,
      padToMax: true,
    });
  });
  it('can have several labels at once, or be a number', () => {
    const several = { ...tokenizer, problem: 'multi_label_classification' };
    expect(cardOf(tokens('T'), several).outputs).toEqual({
      kind: 'regression',
      value: 'logits',
      targets: ['BAD', 'GOOD'],
    });
  });
  it('need that tokenizer, and inputs that it makes', () => {
    expect(() => cardOf(tokens('T'))).toThrow(/there is no tokenizer\.json beside it/u);
    expect(() => cardOf(tokens('T', ['input_ids', 'position_ids']), tokenizer)).toThrow(
      /"position_ids" .* which no tokenizer makes/u,
    );
    expect(cardOf(tokens(2)).inputs.map(({ name }) => name)).toEqual([
      'input_ids_0',
      'input_ids_1',
      'attention_mask_0',
      'attention_mask_1',
    ]);
  });
});
