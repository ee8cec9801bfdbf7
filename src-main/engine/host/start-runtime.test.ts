import { expect, it } from 'vitest';
import { modelFolder } from '../testing/index.ts';
import { logisticModel } from '../testing/models.ts';
import { createSessions } from './sessions.ts';

// In a file of its own: it has to be the first model that this process loads.
it('the first model of a process is not charged with what the runtime takes for itself', async () => {
  await using folder = await modelFolder();
  const modelPath = await folder.write('model.onnx', logisticModel());
  const { memoryBytes } = await createSessions().load({ key: 'first', modelPath, sha256: null });
  // The runtime's own start takes 28 MB; this model takes a few kilobytes, and looking at the file a buffer.
  expect(memoryBytes).toBeLessThan(12e6);
});
