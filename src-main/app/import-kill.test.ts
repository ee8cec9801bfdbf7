import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { logisticModel } from '../engine/testing/models.ts';
import { startChild } from '../store/testing/child.ts';
import { openBackend } from './main.ts';

test('kill -9 in the middle of imports: what was answered for is there, whole, and nothing else is left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck-kill-'));
  const data = join(folder, 'data');
  const incoming = join(data, 'models', '.incoming');
  const path = join(folder, 'score.onnx');
  writeFileSync(path, logisticModel());
  const answered: unknown[] = [];
  for (const round of [0, 1, 2]) {
    const program = startChild(new URL('./testing/importing-child.ts', import.meta.url), [
      data,
      path,
      String(round),
    ]);
    for (let n = 0; n < round; n += 1) answered.push(await program.next());
    // Killed while the next one is under way, at another place of it each time.
    let looks = 0;
    while (!existsSync(incoming) || readdirSync(incoming).length === 0 || looks < round * 200) {
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await program.kill();
    answered.push(...program.said);
  }
  const backend = await openBackend({ dataFolder: data, shell: 'command', engineProcesses: 1 });
  const { client } = backend.server.connect({ shell: 'command' });
  const imported = (await client.models.list()).filter(({ bundled }) => !bundled);
  expect(imported.map(({ name }) => name)).toEqual(expect.arrayContaining(answered));
  expect(existsSync(incoming)).toBe(false);
  for (const { name, version } of imported) {
    const files = readdirSync(join(data, 'models', name, version)).sort();
    expect(files).toEqual(['card.json', 'import.json', 'model.onnx']);
    expect((await client.models.load({ name, version })).residency.state).toBe('resident');
  }
  const again = await client.models.import({ path, name: 'after' });
  expect(again.summary.name).toBe('after');
  await backend.stop();
  removeFolder(folder);
}, 60_000);
