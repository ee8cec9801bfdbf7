import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { bundleBackend, workFolder } from '../bench/harness/bundle.ts';
import { killCases } from '../bench/harness/kill-cases.ts';
import {
  type KillCase,
  killEngines,
  type KillOptions,
  killProgram,
  unkilledRun,
} from '../bench/harness/kills.ts';
import { seededRandom } from '../bench/harness/rows.ts';

// `npm run bench -- kill` does the same with ten times as many kills.
const rows = 25_000;
let options: KillOptions;
let cases: KillCase[];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foredeck-kill-'));
  options = {
    entry: await bundleBackend(join(workFolder, 'e2e')),
    folder,
    engineProcesses: 2,
    random: seededRandom(20),
  };
  cases = await killCases(folder, rows);
});
afterAll(() => removeFolder(options.folder));

test.each([
  ['plain CSV', 8, 25],
  ['CSV with quotes and rejected rows', 9, 25],
  ['Parquet', 3, 0],
])(
  '%s: killed as a whole %i times and by engine process %i times, the file comes out the same',
  async (name, program, engines) => {
    const job = cases.find((one) => one.name === name)!;
    const expected = await unkilledRun(options, job);
    expect(await killProgram(options, job, expected, program)).toMatchObject({
      kills: program,
      different: [],
    });
    if (engines > 0) {
      expect(await killEngines(options, job, expected, engines)).toMatchObject({
        kills: engines,
        different: [],
      });
    }
  },
);
