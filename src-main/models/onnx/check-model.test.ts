import { linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineModel } from './examine.ts';
import { buildModel, float32, type GraphSpec, int64, type ModelSpec } from './testing/build-model.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { messageField } from './wire.ts';

const rows = { name: 'x', dims: ['N', 4] };
const relu: ModelSpec = {
  inputs: [rows],
  outputs: [{ name: 'y', dims: ['N', 4] }],
  nodes: [{ operator: 'Relu', inputs: ['x'], outputs: ['y'] }],
};
const findings = (spec: ModelSpec, folder: string | null = null) => {
  using examined = examineModel({ bytes: buildModel(spec), file: 'm.onnx', folder });
  return examined.findings.map(({ title, text }) => `${title}: ${text}`);
};
const refused = (spec: ModelSpec, message: string | RegExp, folder: string | null = null): void => {
  expect(() => findings(spec, folder)).toThrow(message);
};

it('says what was looked at', () => {
  expect(findings(relu)).toEqual([
    'Protobuf: 96 B, 1 node, opset 17, ai.onnx and ai.onnx.ml only',
    'Graph: every name is made once and used after that; no circles',
    'Tensors: each holds as many bytes as its shape and type ask for',
    'External data: none; nothing outside the folder is read',
  ]);
});

describe('versions and operators', () => {
  it.each<[string, Partial<ModelSpec>, string | RegExp]>([
    [
      'a newer format',
      { irVersion: 14 },
      'm.onnx is written in version 14 of the ONNX format, and versions up to 13',
    ],
    [
      'a newer opset',
      { opsets: { '': 27 } },
      'uses opset 27 of ai.onnx, and the runtime knows 1 to 26; export it with target_opset=26.',
    ],
    ['a newer opset of ai.onnx.ml', { opsets: { '': 17, 'ai.onnx.ml': 6 } }, /opset 6 of ai\.onnx\.ml/u],
    ['no opset', { opsets: { 'ai.onnx.ml': 3 } }, /without saying which opset/u],
    [
      'custom operators',
      { nodes: [{ operator: 'Roll', domain: 'com.acme', inputs: ['x'], outputs: ['y'] }] },
      /operator Roll of "com\.acme", and only/u,
    ],
    [
      'operators nobody knows',
      { nodes: [{ operator: 'Frob', inputs: ['x'], outputs: ['y'] }] },
      /the operator "Frob" of ai\.onnx, which the runtime does not have/u,
    ],
    [
      'operators for training',
      { nodes: [{ operator: 'Adam', domain: 'ai.onnx.preview.training', inputs: ['x'], outputs: ['y'] }] },
      /Adam/u,
    ],
  ])('refuses %s', (_, spec, message) => refused({ ...relu, ...spec }, message));

  it('takes functions that come with the model, but none that call themselves or grow without end', () => {
    const call = (name: string, input: string, output: string) => ({
      operator: name,
      domain: 'own',
      inputs: [input],
      outputs: [output],
    });
    const made = (name: string, ...nodes: ModelSpec['nodes'][number][]) => ({
      domain: 'own',
      name,
      inputs: ['a'],
      outputs: ['z'],
      nodes,
    });
    const calling = { ...relu, opsets: { '': 17, own: 1 }, nodes: [call('f0', 'x', 'y')] };
    const plain = made('f0', { operator: 'Relu', inputs: ['a'], outputs: ['z'] });
    expect(findings({ ...calling, functions: [plain] })[0]).toContain('1 functions of its own');
    refused({ ...calling, functions: [made('f0', call('f0', 'a', 'z'))] }, /functions that call themselves/u);
    const doubling = Array.from({ length: 30 }, (_, at) =>
      made(`f${at}`, call(`f${at + 1}`, 'a', 'b'), call(`f${at + 1}`, 'b', 'z')),
    );
    refused({ ...calling, functions: [...doubling, { ...plain, name: 'f30' }] }, /has 1,073,741,824 nodes/u);
  });
});

describe('names', () => {
  const two = (a: [string, string], b: [string, string]): Partial<ModelSpec> => ({
    nodes: [a, b].map(([input, output]) => ({ operator: 'Relu', inputs: [input], outputs: [output] })),
  });
  it.each<[string, Partial<ModelSpec>, RegExp]>([
    [
      'a circle',
      two(['b', 'y'], ['y', 'b']),
      /goes in a circle: Relu needs what is made from its own output/u,
    ],
    [
      'a name that nothing makes',
      two(['gone', 'b'], ['b', 'y']),
      /needs "gone" \(Relu\), which nothing in it makes/u,
    ],
    ['an output that nothing makes', { outputs: [{ name: 'z' }] }, /promises "z"/u],
    ['a name made twice', two(['x', 'y'], ['x', 'y']), /makes "y" twice/u],
    ['an input made again', two(['x', 'y'], ['y', 'x']), /makes "x" twice/u],
    ['two inputs of one name', { inputs: [rows, rows] }, /has an input twice: "x"/u],
    ['no nodes', { nodes: [] }, /no nodes/u],
    ['no outputs', { outputs: [] }, /no outputs/u],
  ])('refuses %s', (_, spec, message) => refused({ ...relu, ...spec }, message));

  it('are found in the graphs around, and a circle through a body is one', () => {
    const body = (uses: string): GraphSpec => ({
      nodes: [{ operator: 'Relu', inputs: [uses], outputs: ['inner'] }],
      outputs: [{ name: 'inner' }],
    });
    const branching = (uses: string): ModelSpec => ({
      ...relu,
      inputs: [rows, { name: 'c', type: 9, dims: [] }],
      nodes: [
        {
          operator: 'If',
          inputs: ['c'],
          outputs: ['y'],
          attributes: { then_branch: body(uses), else_branch: body('x') },
        },
      ],
    });
    expect(findings(branching('x'))).toHaveLength(4);
    refused(branching('nowhere'), /needs "nowhere"/u);
    refused(branching('y'), /goes in a circle: If/u);
  });

  it('in graphs inside graphs are followed sixteen deep and no further', () => {
    const nested = (depth: number): GraphSpec => ({
      nodes: [
        depth === 0
          ? { operator: 'Relu', inputs: ['x'], outputs: [`y${depth}`] }
          : {
              operator: 'If',
              inputs: ['c'],
              outputs: [`y${depth}`],
              attributes: { then_branch: nested(depth - 1), else_branch: nested(depth > 1 ? 0 : depth - 1) },
            },
      ],
      outputs: [{ name: `y${depth}` }],
    });
    const deep = (depth: number): ModelSpec => ({
      ...nested(depth),
      inputs: [rows, { name: 'c', type: 9, dims: [] }],
    });
    expect(findings(deep(16))).toHaveLength(4);
    refused(deep(17), /graphs inside graphs more than 16 deep/u);
    refused(deep(400), /graphs inside graphs/u);
  });
});

describe('sizes', () => {
  const weights = (tensor: Partial<NonNullable<ModelSpec['tensors']>[number]>): ModelSpec => ({
    ...relu,
    tensors: [{ name: 'w', dims: [2], raw: float32([1, 2]), ...tensor }],
    nodes: [{ operator: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
  });
  const filled = (dims: readonly number[]): ModelSpec => ({
    ...relu,
    tensors: [{ name: 'shape', type: 7, dims: [dims.length], raw: int64(dims) }],
    nodes: [
      { operator: 'ConstantOfShape', inputs: ['shape'], outputs: ['huge'] },
      { operator: 'Add', inputs: ['x', 'huge'], outputs: ['y'] },
    ],
  });
  it.each<[string, ModelSpec, RegExp]>([
    [
      'too few bytes',
      weights({ dims: [3] }),
      /the constant "w" of shape \[3\] \(float32\) needs 12 bytes and has 8/u,
    ],
    ['2^40 elements', weights({ dims: [2 ** 20, 2 ** 20] }), /larger than a model can be/u],
    ['a product past every number', weights({ dims: [2 ** 40, 2 ** 40, 0] }), /larger than a model can be/u],
    ['a negative length', weights({ dims: [-2] }), /larger than a model can be/u],
    ['an unknown type', weights({ type: 77 }), /unknown element type \(77\)/u],
    [
      'texts that are missing',
      weights({ type: 8, raw: Buffer.alloc(0), texts: ['a'] }),
      /needs 2 entries and has 1/u,
    ],
    [
      'an input of 2^40',
      { ...relu, inputs: [{ name: 'x', dims: [2 ** 20, 2 ** 20] }] },
      /"x" of shape \[1048576, 1048576\]/u,
    ],
    ['a constant made of a few bytes', filled([2 ** 20, 2 ** 20]), /has "huge" of shape/u],
  ])('refuses %s', (_, spec, message) => refused(spec, message));

  it('takes a constant that is small', () => {
    expect(findings(filled([1, 4]))).toHaveLength(4);
    expect(findings(weights({}))).toHaveLength(4);
  });
});

describe('weights beside the model', () => {
  const beside = (external: Record<string, string>): ModelSpec => ({
    ...relu,
    tensors: [{ name: 'w', dims: [4], external }],
    nodes: [{ operator: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
  });

  it('are taken from a plain file in the folder', () => {
    using folder = temporaryFolder();
    folder.write('w.bin', float32([0, 1, 2, 3, 4]));
    const said = findings(beside({ location: 'w.bin', offset: '4', length: '16' }), folder.path);
    expect(said.at(-1)).toBe(
      'External data: 1 file beside the model, 16 B, brought into the model; no links',
    );
  });

  it.each([
    '../w.bin',
    '/etc/passwd',
    'sub/w.bin',
    '..',
    '.',
    '',
    'C:w.bin',
    '..\\w.bin',
    'w.bin\0.txt',
    'w.bin ',
    'w'.repeat(300),
    '\\\\host\\w',
  ])('are not read from %j', (location) => {
    using folder = temporaryFolder();
    folder.write('w.bin', float32([1, 2, 3, 4]));
    mkdirSync(join(folder.path, 'sub'));
    refused(beside({ location }), /only files beside the model, with a plain name, are read/u, folder.path);
  });

  it('are not read through links, from folders or pipes, or past their end', () => {
    using folder = temporaryFolder();
    const file = folder.write('w.bin', float32([1, 2, 3, 4]));
    symlinkSync(file, join(folder.path, 'soft.bin'));
    refused(beside({ location: 'soft.bin' }), /"soft\.bin", which is a link/u, folder.path);
    mkdirSync(join(folder.path, 'folder.bin'));
    refused(beside({ location: 'folder.bin' }), /is no file/u, folder.path);
    refused(beside({ location: 'gone.bin' }), /is not beside it/u, folder.path);
    refused(
      beside({ location: 'w.bin', offset: '4' }),
      /should be 16 bytes at 4 of "w\.bin", which has 16/u,
      folder.path,
    );
    refused(beside({ location: 'w.bin', offset: '-4' }), /is damaged/u, folder.path);
    refused(beside({ location: 'w.bin', length: '1e3' }), /is damaged/u, folder.path);
    refused(beside({ location: 'w.bin' }), /is not here; import the folder with both/u, null);
    linkSync(file, join(folder.path, 'hard.bin'));
    refused(beside({ location: 'w.bin' }), /has a second name elsewhere/u, folder.path);
    expect(readdirSync(folder.path)).toHaveLength(4);
  });
});

describe('the wire', () => {
  const read = (bytes: Buffer) => () => examineModel({ bytes, file: 'm.onnx', folder: null });
  it.each([
    ['nothing in it', Buffer.alloc(0), 'there is no graph in it'],
    ['a page', Buffer.from('\n<!DOCTYPE html>'), 'm.onnx is a web page'],
    ['a zip archive', Buffer.from('PK\u0003\u0004'), 'is a zip archive'],
    ['JSON', Buffer.from(' {"a": 1}'), 'is a JSON file'],
    ['a pickle', Buffer.from([0x80, 4, 0x95]), 'is a Python pickle'],
    ['a table', Buffer.from('a,b\n1,2\n'), 'is not an ONNX model that can be read'],
    [
      'a length past the end',
      Buffer.from([0x3a, 0xff, 0xff, 0xff, 0x7f]),
      'before the 268435455 bytes announced in byte 0',
    ],
    ['a number without an end', Buffer.alloc(20, 0xff), 'cut off or too large'],
    ['two graphs', Buffer.concat([buildModel(relu), buildModel(relu)]), 'it has two graphs'],
    ['field 0', Buffer.from([0x00, 0x00]), 'there is no field 0'],
    [
      'ten million empty parts',
      messageField(7, Buffer.alloc(20_000_000, Buffer.from([0x0a, 0]))),
      'more than 1,000,000 parts',
    ],
  ])('refuses %s', (_, bytes, message) => expect(read(bytes)).toThrow(message));
});
