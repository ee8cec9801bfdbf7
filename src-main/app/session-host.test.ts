import { expect, test } from 'vitest';
import type { ModelCard } from '../contract/card.ts';
import { createEnginePool } from '../engine/client/index.ts';
import { answeringFork } from '../engine/testing/answering-fork.ts';
import type { RegisteredModel } from '../models/index.ts';
import { sessionHost } from './session-host.ts';

const model = {
  card: { sha256: 'ab', tensors: [] as ModelCard['tensors'] } as ModelCard,
  modelPath: 'model.onnx',
} as RegisteredModel;

function host(crashesOn: (provider: string | undefined) => boolean = () => false) {
  const { fork, finish } = answeringFork({ crashesOn: ({ provider }) => crashesOn(provider) });
  const engines = createEnginePool({ entryUrl: new URL('file:///entry.js'), size: 3, fork });
  const told: number[] = [];
  const made = sessionHost(engines);
  const onHeld = (): void => void told.push(made.holders('m@1'));
  const until = async <Result>(doing: Promise<Result>): Promise<Result> => {
    doing.catch(() => {});
    await finish();
    return doing;
  };
  return {
    told,
    made,
    load: (instances: number, provider: 'cpu' | 'webgpu' = 'cpu') =>
      until(made.load('m@1', model, { provider, instances, onHeld })),
    resize: (instances: number) => until(made.resize('m@1', { instances, onHeld })),
    [Symbol.asyncDispose]: () => engines.stop(),
  };
}

test('tells of every process that holds a model, and what it weighs in one of them', async () => {
  await using engine = host();
  expect(await engine.load(2)).toEqual({
    instanceBytes: 10,
    provider: 'cpu',
    kernel: 'onnxruntime',
    note: null,
  });
  await engine.resize(3);
  expect(engine.told).toEqual([1, 2, 3]);
  await engine.resize(1);
  expect([engine.made.capacity, engine.made.holders('m@1')]).toEqual([3, 1]);
});

test('a model whose GPU driver ends the process runs on the processor, wherever it comes to later', async () => {
  await using engine = host((provider) => provider === 'webgpu');
  const onCpu = { provider: 'cpu', note: expect.stringContaining('WebGPU ended the engine process') };
  expect(await engine.load(2, 'webgpu')).toMatchObject(onCpu);
  expect(await engine.resize(3)).toMatchObject(onCpu);
  expect(engine.made.holders('m@1')).toBe(3);
});

test('a model that ends every process is told of, and held by none', async () => {
  await using engine = host(() => true);
  await expect(engine.load(2)).rejects.toThrow(/ended unexpectedly/u);
  expect(engine.made.holders('m@1')).toBe(0);
});
