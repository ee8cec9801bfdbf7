import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { bundleBackend, workFolder } from '../bench/harness/bundle.ts';
import { soakComplaints } from '../soak/report.ts';
import { runSoak } from '../soak/run-soak.ts';
import { soakModels } from '../soak/soak-models.ts';

// `npm run soak` does the same for an hour, with ten times as many kills.
const seconds = 60;
const kills = 5;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-soak-'));
});
afterAll(() => removeFolder(folder));

test('a minute of mixed load: nothing grows, nothing is left open, every request is answered once', async () => {
  const report = await runSoak({
    entry: await bundleBackend(join(workFolder, 'e2e')),
    programFolder: soakModels(join(folder, 'program')),
    dataFolder: join(folder, 'data'),
    seconds,
    kills,
    seed: 60,
    pauses: 1,
    sampleMs: 1_500,
  });
  expect(soakComplaints(report, { growthMbPerMinute: 1, kills })).toEqual([]);
}, 240_000);
