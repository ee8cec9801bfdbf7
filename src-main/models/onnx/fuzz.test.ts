import fs, { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { FailureError } from '../../contract/failure.ts';
import { checkModel } from './check-model.ts';
import { prepareModel } from './examine.ts';
import { readModel } from './read-model.ts';
import { type Piece, pieceBytes } from './splice.ts';
import { buildModel } from './testing/build-model.ts';
import { noTexts } from './testing/card-of.ts';
import { mutate, seededRandom } from './testing/mutate.ts';
import { allTensors } from './walk.ts';

const count = 10_000;
const slowestMs = 10_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const { openSync, lstatSync, realpathSync } = fs;
const paths: string[] = [];
let folder: string;
let seeds: Buffer[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-fuzz-'));
  const corpus = join(root, 'e2e/corpus/models');
  const small = readdirSync(corpus).filter((name) => fs.statSync(join(corpus, name)).size < 20_000);
  seeds = [
    ...small.filter((name) => name.endsWith('.onnx')).map((name) => readFileSync(join(corpus, name))),
    readFileSync(join(root, 'models/flight-delay/model.onnx')),
  ];
  // Of every five files one keeps its weights beside it.
  const beside = withWeightsBeside();
  seeds.push(...Array.from({ length: seeds.length / 4 }, () => beside));
  writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(1_000));
  // What the code under test opens or looks at, by whatever import.
  const record =
    <Call extends (path: string, ...more: never[]) => unknown>(call: Call) =>
    (path: string, ...more: never[]) => {
      paths.push(path);
      return call(path, ...more);
    };
  Object.assign(fs, {
    openSync: record(openSync as never),
    lstatSync: record(lstatSync as never),
    realpathSync: record(realpathSync as never),
  });
  syncBuiltinESMExports();
});
afterAll(() => {
  Object.assign(fs, { openSync, lstatSync, realpathSync });
  syncBuiltinESMExports();
  removeFolder(folder);
});

it(`gives a verdict on ${count} damaged files, and nothing but what is right passes`, {
  timeout: 300_000,
}, () => {
  const random = seededRandom(20_261_126);
  const verdicts = { refused: 0, drafted: 0, taken: 0 };
  for (let at = 0; at < count; at++) {
    const bytes = mutate(seeds, random);
    const from = performance.now();
    try {
      verdicts[take(bytes)]++;
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code !== 'MODEL_INVALID') {
        throw new Error(`file ${at} of the seed brought it down`, { cause: error });
      }
      expect(error.message).toMatch(/^damaged\.onnx .*\.$/u);
      verdicts.refused++;
    }
    expect(performance.now() - from).toBeLessThan(slowestMs);
  }
  const outside = paths.filter((path) => path !== folder && !path.startsWith(folder + sep));
  expect(outside).toEqual([]);
  expect(paths.length).toBeGreaterThan(count / 100);
  expect(Math.min(verdicts.refused, verdicts.drafted)).toBeGreaterThan(count / 20);
});

function withWeightsBeside(): Buffer {
  const external = { location: 'weights.bin', offset: '100', length: '48' };
  return buildModel({
    inputs: [{ name: 'x', dims: ['N', 4] }],
    outputs: [{ name: 'y', dims: ['N', 3] }],
    tensors: [{ name: 'w', dims: [4, 3], external }],
    nodes: [{ operator: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
  });
}

/** Takes a file as an import does; what comes out must pass every check again and be whole in itself. */
function take(bytes: Buffer): 'drafted' | 'taken' {
  using prepared = prepareModel({ bytes, file: 'damaged.onnx', folder }, () => noTexts, 'linux');
  const written = readModel(together(prepared.pieces), 'written.onnx');
  checkModel(written);
  expect([...allTensors(written)].filter(({ external }) => external)).toEqual([]);
  expect(written.graph.outputs.filter(({ kind }) => kind !== 'tensor' && kind !== 'unknown')).toEqual([]);
  if (!prepared.draft.ok) expect(prepared.draft.failure.code).toBe('MODEL_INVALID');
  return prepared.draft.ok ? 'drafted' : 'taken';
}

function together(pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => {
      if (piece instanceof Uint8Array) return piece;
      const bytes = Buffer.alloc(pieceBytes(piece));
      fs.readSync(piece.descriptor, bytes, 0, piece.sizeBytes, piece.offset);
      return bytes;
    }),
  );
}
