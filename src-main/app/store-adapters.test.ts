import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { happenings, letItHappen } from '../schedule/testing/model.ts';
import { openStore } from '../store/index.ts';
import { startChild } from '../store/testing/child.ts';
import { storeThreadUrl } from './entries.ts';
import { jobLeases } from './store-adapters.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-jobs-'));
});
afterEach(() => removeFolder(folder));

test('over the real store too, whatever happens, no job is lost, none runs twice at once, all come to an end', async () => {
  const store = await openStore({ folder, threadUrl: storeThreadUrl, nowMs: Date.now });
  const kept = { ...jobLeases(store), list: () => store.call('jobs.list', { limit: 10_000 }) };
  // A removed job is on no list, so here nobody removes any.
  let round = 0;
  const sequences = fc.asyncProperty(happenings, async (steps) => {
    round += 1;
    const lasting = steps.filter((step) => step.kind !== 'ask' || step.word !== 'remove');
    await letItHappen(kept, lasting, `round${round}-`);
  });
  await expect(fc.assert(sequences, { numRuns: 6, seed: 20_261_103 })).resolves.toBeUndefined();
  await store.close();
});

test('kill -9 of the program again and again: the job goes on by itself from its checkpoint to its end', async () => {
  const output = join(folder, 'numbers.txt');
  const rows = 60;
  let last = 0;
  const startProgram = () =>
    startChild(new URL('./testing/counting-child.ts', import.meta.url), [
      join(folder, 'data'),
      output,
      String(rows),
    ]);
  for (const until of [1, 7, 8, 30, 41]) {
    const program = startProgram();
    const { from } = (await program.next()) as { from: number };
    // The last checkpoint that was told, or one more that was saved without getting to tell.
    expect([last, last + 1]).toContain(from);
    while (last < until) last = ((await program.next()) as { row: number }).row;
    await program.kill();
    for (const more of program.said) last = (more as { row: number }).row;
  }
  const program = startProgram();
  while ((await program.next()) !== 'done');
  await program.kill();
  const numbers = Array.from({ length: rows }, (_, n) => `${n + 1}\n`);
  expect(readFileSync(output, 'utf8')).toBe(numbers.join(''));
});
