import { describe, expect, it } from 'vitest';
import type { TextFiles } from './derive-tokens.ts';
import { prepareModel } from './examine.ts';
import { buildModel, float32, int64, type ModelSpec, type NodeSpec } from './testing/build-model.ts';

const ml = 'ai.onnx.ml';
const none: TextFiles = { tokenizer: null, labels: null, maxPositions: null, problem: null };
const cardOf = (spec: ModelSpec, texts: TextFiles = none) => {
  using prepared = prepareModel(
    { bytes: buildModel(spec), file: 'm.onnx', folder: null },
    () => texts,
    'linux',
  );
  const { draft } = prepared;
  if (!draft.ok) throw new Error(draft.failure.message);
  return draft.card;
};
const through = (
  input: ModelSpec['inputs'],
  operator = 'Relu',
  more: Partial<ModelSpec> = {},
): ModelSpec => ({
  inputs: input ?? [],
  outputs: [{ name: 'y', dims: ['N', 1] }],
  nodes: [{ operator, inputs: [input?.[0]?.name ?? ''], outputs: ['y'] }],
  ...more,
});

describe('features', () => {
  it.each<[string, ModelSpec['inputs'], unknown]>([
    ['one column of numbers', [{ name: 'age', dims: ['N', 1] }], [['age', 'number']]],
    ['a vector', [{ name: 'age', dims: ['N'], type: 7 }], [['age', 'integer']]],
    [
      'typed columns',
      [
        { name: 'a', dims: ['N', 1], type: 11 },
        { name: 'b', dims: ['N', 1], type: 9 },
        { name: 'c', dims: ['N', 1], type: 8 },
      ],
      [
        ['a', 'number'],
        ['b', 'boolean'],
        ['c', 'text'],
      ],
    ],
    [
      'a wide matrix',
      [{ name: 'x', dims: ['N', 3] }],
      [
        ['x_0', 'number'],
        ['x_1', 'number'],
        ['x_2', 'number'],
      ],
    ],
    [
      'names that meet',
      [
        { name: 'x_1', dims: ['N', 1] },
        { name: 'x', dims: ['N', 2] },
      ],
      [
        ['x_1', 'number'],
        ['x_0', 'number'],
        ['x_1_', 'number'],
      ],
    ],
  ])('of %s', (_, inputs, wanted) => {
    expect(cardOf(through(inputs)).inputs.map(({ name, type }) => [name, type])).toEqual(wanted);
  });

  it('fill the dimensions of a row', () => {
    const { tensors, inputs } = cardOf(through([{ name: 'x', dims: ['N', 1, 2, 2] }]));
    expect(tensors).toEqual([
      {
        kind: 'features',
        name: 'x',
        type: 'float32',
        shape: 'matrix',
        dims: [1, 2, 2],
        features: ['x_0', 'x_1', 'x_2', 'x_3'],
      },
    ]);
    expect(inputs).toHaveLength(4);
  });

  it('go by the names that the exporter left', () => {
    const named = (feature_names: string) =>
      cardOf(through([{ name: 'x', dims: ['N', 2] }], 'Relu', { metadata: { feature_names } })).inputs.map(
        ({ name }) => name,
      );
    expect(named('["age", "height"]')).toEqual(['age', 'height']);
    expect(named('age, height')).toEqual(['age', 'height']);
    expect(named('["age"]')).toEqual(['x_0', 'x_1']);
    expect(named('["a", "a"]')).toEqual(['x_0', 'x_1']);
  });

  it('are counted by the weights when the shape does not say', () => {
    const open = [{ name: 'x', dims: ['N', 'M'] }];
    const weights = [{ name: 'w', dims: [3, 1], raw: float32([1, 2, 3]) }];
    const product: Partial<ModelSpec> = {
      tensors: weights,
      nodes: [{ operator: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    };
    expect(cardOf(through(open, '', product)).inputs).toHaveLength(3);
    const picked: Partial<ModelSpec> = {
      tensors: [{ name: 'i', type: 7, dims: [1], raw: int64([4]) }],
      nodes: [{ operator: 'ArrayFeatureExtractor', domain: ml, inputs: ['x', 'i'], outputs: ['y'] }],
    };
    expect(cardOf(through(open, '', picked)).inputs).toHaveLength(5);
    expect(() => cardOf(through(open))).toThrow(
      'm.onnx does not say how many values "x" takes for a row ([N, M]); export it with a fixed number of columns, or say the features in a card.json beside it.',
    );
  });

  it.each<[string, NonNullable<ModelSpec['inputs']>, RegExp]>([
    [
      'a picture',
      [{ name: 'x', dims: ['N', 3, 224, 224] }],
      /more than 100,000 values for a row \("x" \[N, 3, 224, 224\]\); if it is a picture/u,
    ],
    ['one number for all rows', [{ name: 'x', dims: [] }], /as a single number/u],
    ['numbers of two parts', [{ name: 'x', dims: ['N', 1], type: 14 }], /as complex64/u],
    [
      'batches of two sizes',
      [
        { name: 'x', dims: [2, 1] },
        { name: 'z', dims: [3, 1] },
      ],
      /different numbers of rows \(2, 3\)/u,
    ],
  ])('of %s are refused', (_, inputs, message) => expect(() => cardOf(through(inputs))).toThrow(message));

  it('keep a fixed batch', () => {
    expect(cardOf(through([{ name: 'x', dims: [8, 2] }])).rowsPerRun).toBe(8);
    expect(cardOf(through([{ name: 'x', dims: ['N', 2] }])).rowsPerRun).toBeUndefined();
  });
});

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
    ...none,
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

describe('the values of a feature', () => {
  const encoder = (input: string, output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
    operator: 'OneHotEncoder',
    domain: ml,
    inputs: [input],
    outputs: [output],
    attributes,
  });
  const table = (first: NodeSpec['attributes'], second: NodeSpec['attributes']): ModelSpec => ({
    inputs: [
      { name: 'plan', type: 8, dims: ['N', 1] },
      { name: 'country', type: 8, dims: ['N', 1] },
    ],
    outputs: [{ name: 'y', dims: ['N', 1] }],
    tensors: [
      { name: '0', type: 7, dims: [1], raw: int64([0]) },
      { name: '1', type: 7, dims: [1], raw: int64([1]) },
    ],
    nodes: [
      { operator: 'Concat', inputs: ['plan', 'country'], outputs: ['both'], attributes: { axis: 1 } },
      { operator: 'Gather', inputs: ['both', '1'], outputs: ['second'], attributes: { axis: 1 } },
      { operator: 'ArrayFeatureExtractor', domain: ml, inputs: ['both', '0'], outputs: ['first'] },
      encoder('first', 'a', first),
      encoder('second', 'b', second),
      { operator: 'Concat', inputs: ['a', 'b'], outputs: ['y'], attributes: { axis: 1 } },
    ],
  });
  it('are those of an encoder that stops at any other', () => {
    expect(
      cardOf(table({ cats_strings: ['s', 'm'], zeros: 0 }, { cats_strings: ['DE', 'FR'], zeros: 1 })).inputs,
    ).toEqual([
      { name: 'plan', type: 'category', values: ['s', 'm'], example: 's' },
      { name: 'country', type: 'text', example: 'DE' },
    ]);
  });
  it('have the range of a table that they are looked up in', () => {
    const lookup: ModelSpec = {
      inputs: [{ name: 'shop', type: 7, dims: ['N'] }],
      outputs: [{ name: 'y', dims: ['N', 1] }],
      tensors: [{ name: 'table', dims: [5, 1], raw: float32([1, 2, 3, 4, 5]) }],
      nodes: [{ operator: 'Gather', inputs: ['table', 'shop'], outputs: ['y'] }],
    };
    expect(cardOf(lookup).inputs).toEqual([{ name: 'shop', type: 'integer', range: [0, 4] }]);
  });
  it('may be missing where the graph tells empty texts from others', () => {
    const imputed: ModelSpec = {
      inputs: [{ name: 'plan', type: 8, dims: ['N', 1] }],
      outputs: [{ name: 'y', dims: ['N', 1] }],
      nodes: [
        {
          operator: 'LabelEncoder',
          domain: ml,
          inputs: ['plan'],
          outputs: ['y'],
          attributes: { keys_strings: [''], values_int64s: [1] },
        },
      ],
    };
    expect(cardOf(imputed).inputs).toEqual([{ name: 'plan', type: 'text', acceptsMissing: true }]);
  });
});
