import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from './open-store.ts';
import { startChild } from './testing/child.ts';
import { temporaryFolder } from './testing/samples.ts';

let temporary: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());

test('kill -9 while it writes: every job that was answered for is there, and the database is sound', async () => {
  const threadUrl = new URL('../app/store-thread.ts', import.meta.url);
  const answered: unknown[] = [];
  for (const [round, atLeast] of [2, 5, 9].entries()) {
    const writer = startChild(new URL('./testing/write-child.ts', import.meta.url), [
      temporary.folder,
      `round${round}`,
    ]);
    while (answered.length < atLeast * (round + 1)) answered.push(await writer.next());
    await writer.kill();
    answered.push(...writer.said);

    const store = await openStore({ folder: temporary.folder, threadUrl, nowMs: Date.now });
    expect(store.openReport).toMatchObject({ created: false, restored: null });
    const kept = new Set((await store.call('jobs.list', { limit: 100_000 })).map(({ id }) => id));
    expect(answered.filter((id) => !kept.has(String(id)))).toEqual([]);
    await store.close();
  }
});
