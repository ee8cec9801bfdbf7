import { expect, it } from 'vitest';
import { createEnginePool, forkOnNode } from '../engine/client/index.ts';
import { knownDomains, newestIrVersion } from '../models/onnx/operators.ts';
import { buildModel } from '../models/onnx/testing/build-model.ts';
import { temporaryFolder } from '../models/onnx/testing/temporary-folder.ts';
import { engineProcessUrl } from './entries.ts';

// What is refused as too new is what the runtime refuses; a newer runtime fails here, so that the limits follow it.
it('the runtime knows the newest format and opsets that are let through, and none newer', async () => {
  using folder = temporaryFolder();
  const pool = createEnginePool({ entryUrl: engineProcessUrl, size: 1, fork: forkOnNode });
  await using stop = new AsyncDisposableStack();
  stop.defer(() => pool.stop());
  pool.start();
  const { call } = await pool.ready();
  const loads = async (irVersion: number, opsets: Record<string, number>): Promise<boolean> => {
    const key = JSON.stringify([irVersion, opsets]);
    const modelPath = folder.write(
      'm.onnx',
      buildModel({
        irVersion,
        opsets,
        inputs: [{ name: 'x', dims: ['N', 1] }],
        outputs: [{ name: 'y', dims: ['N', 1] }],
        nodes: [{ operator: 'Relu', inputs: ['x'], outputs: ['y'] }],
      }),
    );
    const loading = call('session.load', { key, modelPath, sha256: null }, { deadlineMs: 10_000 });
    return loading.then(
      () => true,
      () => false,
    );
  };
  expect(await loads(newestIrVersion, { '': 17 })).toBe(true);
  expect(await loads(newestIrVersion + 1, { '': 17 })).toBe(false);
  for (const [domain, { newestOpset }] of knownDomains) {
    expect(await loads(8, { '': 17, [domain]: newestOpset }), domain).toBe(true);
    expect(await loads(8, { '': 17, [domain]: newestOpset + 1 }), domain).toBe(false);
  }
});
