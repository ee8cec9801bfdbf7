import { describe, expect, it } from 'vitest';
import { prepareModel } from './examine.ts';
import { readModel } from './read-model.ts';
import { buildModel, float32, int64, type ModelSpec, type NodeSpec } from './testing/build-model.ts';
import { noTexts } from './testing/card-of.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { modelOperations } from './operations.ts';
import type { OnnxModel } from './model-view.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ml = 'ai.onnx.ml';
const prepare = (spec: ModelSpec, platform: NodeJS.Platform = 'linux') => {
  const bytes = buildModel(spec);
  using prepared = prepareModel({ bytes, file: 'm.onnx', folder: null }, () => noTexts, platform);
  const written = Buffer.concat(prepared.pieces.filter((piece) => piece instanceof Uint8Array));
  return { ...prepared, bytes, written, model: readModel(written, 'm.onnx') };
};
const operators = ({ graph }: OnnxModel): string[] => graph.nodes.map(({ operator }) => operator);
const changed = ({ findings }: ReturnType<typeof prepare>): string[] =>
  findings.filter(({ level }) => level === 'changed').map(({ title, text }) => `${title}: ${text}`);

const classifier: NodeSpec = {
  operator: 'LinearClassifier',
  domain: ml,
  inputs: ['x'],
  outputs: ['label', 'scores'],
  attributes: { classlabels_strings: ['no', 'yes'], post_transform: 'LOGISTIC' },
};
const zipMap: NodeSpec = {
  operator: 'ZipMap',
  domain: ml,
  inputs: ['probabilities'],
  outputs: ['maps'],
  attributes: { classlabels_strings: ['no', 'yes'] },
};
const normalizer: NodeSpec = {
  operator: 'Normalizer',
  domain: ml,
  inputs: ['scores'],
  outputs: ['probabilities'],
  attributes: { norm: 'L1' },
};
const zipped: ModelSpec = {
  inputs: [{ name: 'x', dims: ['N', 4] }],
  outputs: [
    { name: 'label', type: 8, dims: ['N'] },
    { name: 'maps', kind: 'sequence' },
  ],
  nodes: [classifier, normalizer, zipMap],
};

describe('a ZipMap', () => {
  it('goes, and what it was made from is an output', () => {
    const result = prepare(zipped);
    expect(operators(result.model)).toEqual(['LinearClassifier', 'Normalizer']);
    expect(result.model.graph.outputs.map(({ name }) => name)).toEqual(['label', 'probabilities']);
    expect(changed(result)).toEqual([
      'ZipMap removed: "maps" was a list of maps; the matrix it was made from, "probabilities", is given instead, with the classes no, yes',
    ]);
    expect(result.outline.outputs[1]).toEqual({ name: 'probabilities', type: 'float32', dims: ['', 2] });
    expect(result.outline.nodes).toBe(2);
  });
  it('goes too when its matrix is an output already or something lies between it and the output', () => {
    const both = prepare({
      ...zipped,
      outputs: [...(zipped.outputs ?? []), { name: 'probabilities', dims: ['N', 2] }],
    });
    expect(both.model.graph.outputs.map(({ name }) => name)).toEqual(['label', 'probabilities']);
    const behind = prepare({
      ...zipped,
      nodes: [
        classifier,
        normalizer,
        { ...zipMap, outputs: ['between'] },
        { operator: 'Identity', inputs: ['between'], outputs: ['maps'] },
      ],
    });
    expect(operators(behind.model)).toEqual(['LinearClassifier', 'Normalizer']);
  });
  it('takes nothing else with it: every other byte stays', () => {
    const { bytes, written } = prepare(zipped);
    const without = {
      ...zipped,
      nodes: [classifier, normalizer],
      outputs: zipped.outputs?.slice(0, 1) ?? [],
    };
    // What is new is an output with a name and nothing more.
    expect(written.length).toBe(buildModel(without).length + 'probabilities'.length + 4);
    const opsets = bytes.subarray(-'ai.onnx.ml'.length - 12);
    expect(written.subarray(-opsets.length).equals(opsets)).toBe(true);
  });
});

describe('other lists and maps', () => {
  const listed: ModelSpec = {
    ...zipped,
    nodes: [
      classifier,
      { operator: 'SequenceConstruct', inputs: ['scores'], outputs: ['several'] },
      { operator: 'SequenceInsert', inputs: ['several', 'scores'], outputs: ['maps'] },
    ],
  };
  it('are left out, with what only they needed', () => {
    const result = prepare(listed);
    expect(operators(result.model)).toEqual(['LinearClassifier']);
    expect(changed(result)).toEqual([
      'Output left out: "maps" is a list made by SequenceInsert; only tensors can be used',
    ]);
  });
  it('are refused when nothing else is there', () => {
    expect(() => prepare({ ...listed, outputs: [{ name: 'maps', kind: 'sequence' }] })).toThrow(
      'm.onnx gives nothing but lists and maps ("maps" is a list), and only tensors can be used; export it without them.',
    );
  });
  it('are refused as inputs', () => {
    expect(() => prepare({ ...zipped, inputs: [{ name: 'x', kind: 'map' }] })).toThrow(/takes "x" as a map/u);
  });
});

it('a model with nothing to change keeps every byte', () => {
  const { bytes, written } = prepare({
    ...zipped,
    nodes: [classifier],
    outputs: [
      { name: 'label', type: 8, dims: ['N'] },
      { name: 'scores', dims: ['N', 2] },
    ],
  });
  expect(written.equals(bytes)).toBe(true);
});

it('a number of columns that the weights contradict is not declared any more', () => {
  const result = prepare({
    inputs: [{ name: 'x', dims: ['N', 4] }],
    outputs: [{ name: 'y', dims: ['N', 1] }],
    nodes: [
      {
        operator: 'TreeEnsembleRegressor',
        domain: ml,
        inputs: ['x'],
        outputs: ['y'],
        attributes: { n_targets: 2 },
      },
    ],
  });
  expect(changed(result)).toEqual(['Shape of an output: "y" says 1 a row, and its weights make 2']);
  expect(result.outline.outputs).toEqual([{ name: 'y', type: 'float32', dims: ['N', 2] }]);
  expect(result.model.graph.outputs[0]?.kind).toBe('unknown');
});

it('class names that come as [1, rows] become [rows]', () => {
  const result = prepare({
    inputs: [{ name: 'x', dims: ['N', 4] }],
    outputs: [{ name: 'class', type: 8, dims: ['N'] }],
    tensors: [{ name: 'names', type: 8, dims: [2], texts: ['a', 'b'] }],
    nodes: [
      { operator: 'ArgMax', inputs: ['x'], outputs: ['index'] },
      { operator: 'ArrayFeatureExtractor', domain: ml, inputs: ['names', 'index'], outputs: ['class'] },
    ],
  });
  const [, picked, reshape] = result.model.graph.nodes;
  expect([picked?.outputs, reshape?.operator, reshape?.inputs, reshape?.outputs]).toEqual([
    ['class/before'],
    'Reshape',
    ['class/before', 'foredeck/rows'],
    ['class'],
  ]);
});

describe('the locale of a text vectoriser', () => {
  const text = (attributes: NodeSpec['attributes'] = {}): ModelSpec => ({
    inputs: [{ name: 't', type: 8, dims: ['N'] }],
    outputs: [{ name: 'u', type: 8, dims: ['N'] }],
    nodes: [
      {
        operator: 'StringNormalizer',
        inputs: ['t'],
        outputs: ['u'],
        attributes: { case_change_action: 'LOWER', ...attributes },
      },
    ],
  });
  it('is set to one that every Linux has, and only there', () => {
    expect(prepare(text()).written.includes('C.UTF-8')).toBe(true);
    const other = prepare(text({ locale: 'en_US.UTF-8' })).written;
    expect([other.includes('C.UTF-8'), other.includes('en_US')]).toEqual([true, false]);
    expect(prepare(text({ locale: 'tr_TR.UTF-8' })).written.includes('C.UTF-8')).toBe(false);
    expect(prepare(text(), 'win32').written.includes('C.UTF-8')).toBe(false);
  });
});

it('weights beside the model are brought into it, those of inner graphs too', () => {
  using folder = temporaryFolder();
  folder.write('w.bin', float32([9, 1, 2, 3, 4, 5]));
  const outside = (name: string, offset: number) => ({
    name,
    dims: [2],
    external: { location: 'w.bin', offset: `${offset}`, length: '8' },
  });
  const body = {
    nodes: [{ operator: 'Add', inputs: ['x', 'inner'], outputs: ['z'] }],
    outputs: [{ name: 'z' }],
    tensors: [outside('inner', 12)],
  };
  const path = folder.write(
    'm.onnx',
    buildModel({
      inputs: [{ name: 'x', dims: ['N', 2] }],
      outputs: [{ name: 'y', dims: ['N', 2] }],
      tensors: [
        outside('w', 4),
        { name: 'c', type: 9, dims: [], raw: Buffer.of(1) },
        { name: 'shape', type: 7, dims: [2], raw: int64([-1, 2]) },
      ],
      nodes: [
        {
          operator: 'If',
          inputs: ['c'],
          outputs: ['picked'],
          attributes: { then_branch: body, else_branch: body },
        },
        { operator: 'Add', inputs: ['picked', 'w'], outputs: ['y'] },
      ],
    }),
  );
  const outPath = join(folder.path, 'taken.onnx');
  const { sha256, sourceSha256, sizeBytes } = modelOperations['model.take']({
    path,
    outPath,
    tokenizerPath: null,
    configPath: null,
  });
  const bytes = readFileSync(outPath);
  const { graph } = readModel(bytes, 'taken.onnx');
  const held = [
    graph,
    ...graph.nodes.flatMap(({ attributes }) => attributes.flatMap(({ graphs }) => graphs)),
  ].map(({ initializers }) => initializers[0]);
  expect(
    held.map((tensor) => [tensor?.external, bytes.subarray(tensor?.raw?.from, tensor?.raw?.to)]),
  ).toEqual([
    [null, float32([1, 2])],
    [null, float32([3, 4])],
    [null, float32([3, 4])],
  ]);
  expect([bytes.length, sha256 === sourceSha256]).toEqual([sizeBytes, false]);
  expect(() =>
    modelOperations['model.take']({ path, outPath, tokenizerPath: null, configPath: null }),
  ).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code: 'OUTPUT_EXISTS' }) }));
});
