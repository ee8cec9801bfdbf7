import { expect, it } from 'vitest';
import type { GraphOutline } from '../../src-main/contract/index.ts';
import { outlineSteps, portsWords, portWords } from './graphWords.ts';

const outline: GraphOutline = {
  nodes: 1214,
  irVersion: 10,
  producer: 'skl2onnx',
  opsets: [{ domain: 'ai.onnx', version: 17 }],
  inputs: [{ name: 'X', type: 'float32', dims: ['N', 130] }],
  outputs: [
    { name: 'label', type: 'string', dims: [''] },
    { name: 'probabilities', type: 'float32', dims: ['', 2] },
  ],
  steps: [
    { operator: 'OneHotEncoder', count: 3, text: '123 values' },
    { operator: 'Concat', count: 1, text: '' },
    { operator: '…', count: 1210, text: 'more nodes' },
  ],
  weightsBytes: 100,
  metadata: {},
};

it('draws a graph from what goes in to what comes out', () => {
  expect(outlineSteps(outline).map(({ title, text }) => [title, text])).toEqual([
    ['Input', 'X, float32 [N, 130]'],
    ['OneHotEncoder × 3', '123 values'],
    ['Concat', ''],
    ['1210 more', ''],
    ['Output', 'label, probabilities'],
  ]);
  expect(portWords({ name: 'a', type: 'string', dims: [''] })).toBe('string [?]');
  expect(
    portsWords(Array.from({ length: 13 }, (_, at) => ({ name: `${at}`, type: 'string', dims: [] }))),
  ).toBe('13 tensors');
});
