import { describe, expect, it } from 'vitest';
import { outlineOf } from './outline.ts';
import { readModel } from './read-model.ts';
import { buildModel, float32, type ModelSpec, type NodeSpec } from './testing/build-model.ts';

const x = { name: 'x', dims: ['N', 4] };
const outline = (spec: ModelSpec) => outlineOf(readModel(buildModel(spec), 'm.onnx'));
const chain = (operators: readonly string[]): ModelSpec => ({
  inputs: [x],
  outputs: [{ name: `v${operators.length}`, dims: ['N', 4] }],
  nodes: operators.map((operator, at) => ({
    operator,
    inputs: [at === 0 ? 'x' : `v${at}`, 'w'],
    outputs: [`v${at + 1}`],
  })),
  tensors: [{ name: 'w', dims: [4, 4], raw: float32(Array.from({ length: 16 }, () => 1)) }],
});
const steps = (spec: ModelSpec) =>
  outline(spec).steps.map(({ operator, count, text }) => `${operator} × ${count}${text ? `: ${text}` : ''}`);

it('a model in short', () => {
  expect(outline({ ...chain(['MatMul', 'Relu']), metadata: { author: 'somebody' } })).toEqual({
    nodes: 2,
    irVersion: 8,
    producer: 'test',
    opsets: [
      { domain: 'ai.onnx', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
    inputs: [{ name: 'x', type: 'float32', dims: ['N', 4] }],
    outputs: [{ name: 'v2', type: 'float32', dims: ['N', 4] }],
    steps: [
      { operator: 'MatMul', count: 1, text: '4 → 4' },
      { operator: 'Relu', count: 1, text: '' },
    ],
    weightsBytes: 64,
    metadata: { author: 'somebody' },
  });
});

describe('steps', () => {
  it('are runs of alike nodes, without those that only hand values on', () => {
    expect(steps(chain(['MatMul', 'MatMul', 'Cast', 'MatMul', 'Relu']))).toEqual([
      'MatMul × 3: 4 → 4',
      'Relu × 1',
    ]);
    expect(steps(chain(['Identity']))).toEqual(['Identity × 1']);
  });
  it('draw a block once that comes many times', () => {
    const layer = ['MatMul', 'Add', 'Softmax', 'MatMul', 'Relu'];
    expect(steps(chain(['Gather', ...Array.from({ length: 12 }, () => layer).flat(), 'Sigmoid']))).toEqual([
      'Gather × 1',
      'Block × 12: 5 nodes: MatMul 4 → 4',
      'Sigmoid × 1',
    ]);
  });
  it('are at most forty', () => {
    // No two neighbours and no two stretches alike.
    const operators = Array.from({ length: 300 }, (_, at) =>
      Math.floor(at * Math.SQRT2) % 2 === at % 2 ? `A${at % 7}` : `B${at % 11}`,
    );
    const drawn = steps(chain(operators));
    expect(drawn).toHaveLength(40);
    expect(drawn.at(-1)).toMatch(/^… × \d+: more nodes$/u);
  });
  it('tell trees, kernels and what else is known', () => {
    const trees: NodeSpec = {
      operator: 'TreeEnsembleRegressor',
      domain: 'ai.onnx.ml',
      inputs: ['x'],
      outputs: ['y'],
      attributes: {
        nodes_treeids: [0, 0, 0, 0, 0, 1],
        nodes_nodeids: [0, 1, 2, 3, 4, 0],
        nodes_truenodeids: [1, 0, 3, 0, 0, 0],
        nodes_falsenodeids: [2, 0, 4, 0, 0, 0],
      },
    };
    const kernel = { name: 'k', dims: [8, 3, 5, 5], raw: Buffer.alloc(2400) };
    const nodes: NodeSpec[] = [trees, { operator: 'Conv', inputs: ['x', 'k'], outputs: ['z'] }];
    expect(steps({ inputs: [x], outputs: [{ name: 'y' }], tensors: [kernel], nodes })).toEqual([
      'TreeEnsembleRegressor × 1: 2 trees, depth 2',
      'Conv × 1: 5 × 5, 3 → 8',
    ]);
  });
});
