import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createSessions } from '../src-main/engine/host/sessions.ts';
import { readTreesOfFile } from '../src-main/models/onnx/index.ts';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const source = (name: string) => ({ key: name, modelPath: path(name), sha256: null });

/** Models, and the output with their scores. */
const trees = [
  ['models/flight-delay/model.onnx', 'probabilities'],
  ['bench/models/trees-30/model.onnx', 'probabilities'],
] as const;

describe.each(trees)('our kernel on %s', (name, output) => {
  it('answers as onnxruntime does, whatever the number of rows, with and without NaN', async () => {
    const ours = await createSessions(readTreesOfFile).load(source(name));
    const theirs = await createSessions().load(source(name));
    expect([ours.kernel, theirs.kernel]).toEqual(['trees', 'onnxruntime']);
    const [input] = ours.inputs;
    const width = Number(input?.dims[1]);
    for (const rows of [1, 2, 3, 5, 127, 128, 129, 4096]) {
      const data = drawn(rows, width);
      const feeds = { [input?.name ?? '']: { type: 'float32' as const, data, dims: [rows, width] } };
      const options = { rows, outputs: [output] };
      const [a, b] = [await ours.run(feeds, options), await theirs.run(feeds, options)];
      expect(a[output]?.dims).toEqual(b[output]?.dims);
      const [ourScores, theirScores] = [a[output]?.data as Float32Array, b[output]?.data as Float32Array];
      let largest = 0;
      ourScores.forEach((score, i) => {
        largest = Math.max(largest, Math.abs(score - (theirScores[i] ?? Number.NaN)));
      });
      // The last bit of a float32 near 1: the runtime's exponential is another one.
      expect(largest).toBeLessThanOrEqual(1.2e-7);
    }
  });

  it('leaves runs for the label to onnxruntime', async () => {
    const session = await createSessions(readTreesOfFile).load(source(name));
    const [input] = session.inputs;
    const width = Number(input?.dims[1]);
    const feeds = {
      [input?.name ?? '']: { type: 'float32' as const, data: drawn(3, width), dims: [3, width] },
    };
    expect(Object.keys(await session.run(feeds)).sort()).toEqual(['label', output].sort());
  });
});

it('says nothing of a model that is more than trees', () => {
  expect(readTreesOfFile(path('bench/models/mlp-30/model.onnx'))).toBeNull();
  expect(readTreesOfFile(path('package.json'))).toBeNull();
});

/** Rows over the whole range of what features hold here; every fifth block of rows has NaN in it. */
function drawn(rows: number, width: number): Float32Array {
  let state = rows;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: rows * width }, (_, i) => {
    if (Math.floor(i / width / 128) % 5 === 1 && random() < 0.05) return Number.NaN;
    const size = 10 ** (random() * 5 - 1);
    return random() < 0.2 ? -size : size;
  });
}
