import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { createScheduler } from '../../schedule/index.ts';
import { sampleJob, sampleResult } from '../../schedule/testing/sample-job.ts';
import { lockFolder, openStore } from '../../store/index.ts';
import { storeThreadUrl } from '../entries.ts';
import { jobLeases } from '../store-adapters.ts';

// A whole small program that is killed again and again: its one job writes the numbers from 1 to `rows` into a file,
// a line each, and goes on from its checkpoint at every start. It says what it does.
const [folder = '', output = '', rows = '0'] = process.argv.slice(2);
const lock = lockFolder(folder);
if (!lock.held) throw new Error('The folder is held.');
const store = await openStore({ folder, threadUrl: storeThreadUrl, nowMs: Date.now });
const scheduler = createScheduler({
  jobs: jobLeases(store),
  nowMs: Date.now,
  owner: String(process.pid),
  run: async (job, { checkpoint }) => {
    const file = openSync(output, job.checkpoint ? 'r+' : 'w');
    let { row, bytes } = { row: 0, bytes: 0, ...job.checkpoint };
    process.send?.({ from: row });
    ftruncateSync(file, bytes);
    while (row < Number(rows)) {
      row += 1;
      bytes += writeSync(file, `${row}\n`, bytes);
      fsyncSync(file);
      await checkpoint({ row, bytes });
      process.send?.({ row });
    }
    closeSync(file);
    return { kind: 'done', result: sampleResult };
  },
});
scheduler.subscribe((change) => {
  if (change.kind === 'job' && change.job.state === 'done') process.send?.('done');
});
if ((await store.call('jobs.list', { limit: 1 })).length === 0) await scheduler.create(sampleJob('count'));
await scheduler.start();
