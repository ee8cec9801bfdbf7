import { openStore } from '../open-store.ts';
import { sampleJob } from './samples.ts';

// A process that makes jobs as fast as it can and says of each when it was told that it is kept.
const store = await openStore({
  folder: process.argv[2] ?? '',
  threadUrl: new URL('../../app/store-thread.ts', import.meta.url),
  nowMs: Date.now,
});
for (let n = 0; ; n += 1) {
  const id = `${process.argv[3]}-${n}`;
  await store.call('jobs.create', { job: sampleJob(id), nowMs: Date.now() });
  process.send?.(id);
}
