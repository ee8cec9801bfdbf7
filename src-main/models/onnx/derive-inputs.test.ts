import { describe, expect, it } from 'vitest';
import { float32, int64, type ModelSpec, type NodeSpec } from './testing/build-model.ts';
import { cardOf } from './testing/card-of.ts';

const ml = 'ai.onnx.ml';
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
