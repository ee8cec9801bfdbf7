import { describe, expect, it } from 'vitest';
import { createEnginePool, forkOnNode } from '../engine/client/index.ts';
import { buildModel, type GraphSpec, int64, type ModelSpec } from '../models/onnx/testing/build-model.ts';
import { temporaryFolder } from '../models/onnx/testing/temporary-folder.ts';
import { engineProcessUrl } from './entries.ts';
import { runDamagedModels, runModelFile } from './testing/damaged-models.ts';

const memoryCapBytes = 600e6;

// A sample; `npm run bench -- damaged` takes all of ten thousand.
it('damaged models that pass the checks bring down nothing but their engine process', {
  timeout: 120_000,
}, async () => {
  const report = await runDamagedModels({
    seed: 3,
    passing: 100,
    made: 10_000,
    processes: 2,
    memoryCapBytes,
  });
  expect(report.passed).toBe(100);
  const verdicts = [
    'ran',
    'MODEL_INVALID',
    'BAD_REQUEST',
    'ENGINE_CRASHED',
    'ENGINE_TIMEOUT',
    'ENGINE_MEMORY',
  ];
  expect(Object.keys(report.verdicts).filter((verdict) => !verdicts.includes(verdict))).toEqual([]);
  expect(report.verdicts['ran']).toBeGreaterThan(10);
  expect(report.slowestMs).toBeLessThan(40_000);
});

describe('what no check can see', () => {
  const x = { name: 'x', dims: ['N', 1] };
  const relu: ModelSpec = {
    inputs: [x],
    outputs: [{ name: 'y', dims: ['N', 1] }],
    nodes: [{ operator: 'Relu', inputs: ['x'], outputs: ['y'] }],
  };
  /** Goes round `times` times with one value that each round makes from the last. */
  const looping = (times: number, round: GraphSpec['nodes']): ModelSpec => ({
    inputs: [x],
    outputs: [{ name: 'y' }],
    tensors: [{ name: 'times', type: 7, dims: [], raw: int64([times]) }],
    nodes: [
      {
        operator: 'Loop',
        inputs: ['times', '', 'x'],
        outputs: ['y'],
        attributes: {
          body: {
            inputs: [
              { name: 'at', type: 7, dims: [] },
              { name: 'going', type: 9, dims: [] },
              { name: 'value' },
            ],
            outputs: [{ name: 'on', type: 9, dims: [] }, { name: 'next' }],
            nodes: [{ operator: 'Identity', inputs: ['going'], outputs: ['on'] }, ...round],
          },
        },
      },
    ],
  });
  const doubling = {
    operator: 'Concat',
    inputs: ['value', 'value'],
    outputs: ['next'],
    attributes: { axis: 0 },
  };
  const endless = { operator: 'Relu', inputs: ['value'], outputs: ['next'] };
  const attacks: [string, ModelSpec, RegExp][] = [
    ['a loop without end', looping(Number.MAX_SAFE_INTEGER, [endless]), /^ENGINE_TIMEOUT$/u],
    ['a value that doubles sixty times', looping(60, [doubling]), /^(ENGINE_MEMORY|BAD_REQUEST)$/u],
    [
      'a constant whose size is calculated',
      {
        ...relu,
        tensors: [{ name: 'half', type: 7, dims: [1], raw: int64([2 ** 17]) }],
        nodes: [
          { operator: 'Mul', inputs: ['half', 'half'], outputs: ['size'] },
          { operator: 'ConstantOfShape', inputs: ['size'], outputs: ['huge'] },
          { operator: 'Add', inputs: ['x', 'huge'], outputs: ['y'] },
        ],
      },
      /^(ENGINE_MEMORY|MODEL_INVALID|BAD_REQUEST)$/u,
    ],
  ];

  it('ends with its process, and the next model runs', { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const pool = createEnginePool({ entryUrl: engineProcessUrl, size: 1, fork: forkOnNode, memoryCapBytes });
    await using stop = new AsyncDisposableStack();
    stop.defer(() => pool.stop());
    pool.start();
    const { call } = await pool.ready();
    const verdict = (spec: ModelSpec) => runModelFile(call, `${folder.path}/m`, buildModel(spec), 3_000);
    for (const [what, spec, wanted] of attacks) {
      expect(await verdict(spec), what).toMatch(wanted);
      expect(await verdict(relu), `after ${what}`).toBe('ran');
    }
  });
});
