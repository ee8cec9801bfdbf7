import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelFolder } from '../testing/index.ts';
import { identityModel, logisticModel, sequenceModel, summingModel } from '../testing/models.ts';
import { createSessions } from './sessions.ts';

let folder: Awaited<ReturnType<typeof modelFolder>>;
beforeAll(async () => {
  folder = await modelFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const rowsOf = (data: readonly number[]) => ({
  x: { type: 'float32' as const, data: Float32Array.from(data), dims: [data.length / 3, 3] },
});
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const failureOf = (code: string, message: RegExp) =>
  expect.objectContaining({
    failure: expect.objectContaining({ code, message: expect.stringMatching(message) }),
  });

describe('a session', () => {
  test('answers named outputs for named inputs and says what it takes', async () => {
    const modelPath = await folder.write('logistic.onnx', logisticModel());
    const session = await createSessions().load({ key: 'l', modelPath, sha256: null });

    expect(session.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['rows', 3] }]);
    expect(session.outputs).toEqual([{ name: 'score', type: 'float32', dims: ['rows', 1] }]);
    const { score } = await session.run(rowsOf([0.1, 0.2, -0.3, 0, 0, 0]));
    expect(score?.dims).toEqual([2, 1]);
    expect(score?.data[0]).toBeCloseTo(sigmoid(0.1 + 0.4 - 0.9 + 0.5), 6);
    expect(score?.data[1]).toBeCloseTo(sigmoid(0.5), 6);
  });

  test('takes and gives strings and 64-bit integers, and only the outputs asked for', async () => {
    const modelPath = await folder.write('identity.onnx', identityModel());
    const session = await createSessions().load({ key: 'i', modelPath, sha256: null });
    const answer = await session.run({
      numbers: { type: 'int64', data: BigInt64Array.of(9_007_199_254_740_993n, -1n), dims: [2] },
      words: { type: 'string', data: ['grün', ''], dims: [2] },
    });
    expect(answer['sameNumbers']?.data).toEqual(BigInt64Array.of(9_007_199_254_740_993n, -1n));
    expect(answer['sameWords']?.data).toEqual(['grün', '']);

    const feeds = {
      numbers: { type: 'int64' as const, data: BigInt64Array.of(1n), dims: [1] },
      words: { type: 'string' as const, data: ['a'], dims: [1] },
    };
    expect(Object.keys(await session.run(feeds, { outputs: ['sameWords'] }))).toEqual(['sameWords']);
  });

  test('refuses feeds the model does not take', async () => {
    const modelPath = await folder.write('logistic.onnx', logisticModel());
    const session = await createSessions().load({ key: 'l', modelPath, sha256: null });
    await expect(session.run({})).rejects.toEqual(
      failureOf('BAD_REQUEST', /logistic\.onnx could not be run: .*'?x'?/u),
    );
    await expect(
      session.run({ x: { type: 'float32', data: new Float32Array(4), dims: [1, 4] } }),
    ).rejects.toEqual(failureOf('BAD_REQUEST', /logistic\.onnx could not be run/u));
  });
});

describe('loading', () => {
  test('refuses inputs or outputs that are not tensors, by name', async () => {
    const modelPath = await folder.write('zipmap.onnx', sequenceModel());
    await expect(createSessions().load({ key: 'z', modelPath, sha256: null })).rejects.toEqual(
      failureOf('MODEL_INVALID', /zipmap\.onnx: the output "probabilities" is a sequence or a map/u),
    );
  });

  test('checks the sha256 of the file', async () => {
    const content = logisticModel();
    const modelPath = await folder.write('checked.onnx', content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    await expect(createSessions().load({ key: 'c', modelPath, sha256 })).resolves.toMatchObject({ key: 'c' });
    await writeFile(modelPath, summingModel());
    await expect(createSessions().load({ key: 'c', modelPath, sha256 })).rejects.toEqual(
      failureOf('MODEL_INVALID', /checked\.onnx is not the file its card describes/u),
    );
  });

  test('says what is wrong with a file that is missing, a folder or no model', async () => {
    const sessions = createSessions();
    const gone = await folder.write('gone.onnx', logisticModel());
    await rm(gone);
    await expect(sessions.load({ key: 'g', modelPath: gone, sha256: null })).rejects.toEqual(
      failureOf('MODEL_NOT_FOUND', /gone\.onnx is no longer there/u),
    );
    const broken = await folder.write('broken.onnx', new TextEncoder().encode('not a model'));
    await expect(sessions.load({ key: 'b', modelPath: broken, sha256: null })).rejects.toEqual(
      failureOf('MODEL_INVALID', /broken\.onnx cannot be loaded/u),
    );
    await expect(sessions.load({ key: 'f', modelPath: import.meta.dirname, sha256: null })).rejects.toEqual(
      failureOf('MODEL_INVALID', /cannot be read \(EISDIR\)/u),
    );
  });

  test('is done once for the same source, again for another file under the key, and after a failure', async () => {
    const modelPath = await folder.write('first.onnx', logisticModel());
    const otherPath = await folder.write('second.onnx', summingModel());
    const sessions = createSessions();
    const [one, two] = await Promise.all([
      sessions.load({ key: 'k', modelPath, sha256: null }),
      sessions.load({ key: 'k', modelPath, sha256: null }),
    ]);
    expect(two).toBe(one);
    const other = await sessions.load({ key: 'k', modelPath: otherPath, sha256: null });
    expect(sessions.get('k')).toBe(other);
    expect(other.outputs[0]?.name).toBe('total');

    await rm(modelPath);
    await expect(sessions.load({ key: 'k', modelPath, sha256: null })).rejects.toThrow();
    expect(() => sessions.get('k')).toThrow(/first\.onnx is no longer there/u);
    await writeFile(modelPath, logisticModel());
    const again = await sessions.load({ key: 'k', modelPath, sha256: null });
    expect(sessions.get('k')).toBe(again);
  });

  test('ends with unload', async () => {
    const modelPath = await folder.write('short.onnx', logisticModel());
    const sessions = createSessions();
    await sessions.load({ key: 's', modelPath, sha256: null });
    await sessions.unload('s');
    await sessions.unload('s');
    expect(() => sessions.get('s')).toThrow(failureOf('MODEL_NOT_FOUND', /No session "s"/u));
  });
});
