import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleBackend, workFolder } from '../bench/harness/bundle.ts';
import { writeResults } from '../bench/harness/machine.ts';
import { soakComplaints, tellSoak } from './report.ts';
import { runSoak } from './run-soak.ts';
import { soakModels } from './soak-models.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    minutes: { type: 'string', default: '60' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '4' },
    /** How much longer than usual callers pause between requests: a lighter load, for a machine that others use too. */
    pause: { type: 'string', default: '1' },
  },
});
if (values.help) {
  console.log(`Usage: npm run soak -- [options]

Loads the local server with mixed requests, kills engine processes meanwhile, and looks at what grows.

  --minutes N         how long (default 60)
  --kills N           engine processes that are killed (default 50)
  --seed N            another one makes other requests (default 4)
  --pause FACTOR      callers pause so many times as long between requests (default 1)`);
  process.exit(0);
}
mkdirSync(workFolder, { recursive: true });
// Its own, the program included: an hour is long enough for somebody to measure something else.
const folder = mkdtempSync(join(workFolder, 'soak-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const seconds = Number(values.minutes) * 60;
console.log(`${values.minutes} minutes of mixed load, ${values.kills} engine processes killed…`);
const report = await runSoak({
  entry: await bundleBackend(folder),
  programFolder: soakModels(join(folder, 'program')),
  dataFolder: join(folder, 'data'),
  seconds,
  kills: Number(values.kills),
  seed: Number(values.seed),
  pauses: Number(values.pause),
  sampleMs: Math.max(2_000, Math.min(15_000, seconds * 10)),
  onSample: ({ atMs, asked, main, engines }) =>
    console.log(
      `${(atMs / 60_000).toFixed(1).padStart(5)} min  ${String(asked).padStart(8)} asked  main ${main.usedMb.toFixed(1)} MB in use, ` +
        `${main.residentMb.toFixed(0)} MB resident  engines ${engines.map(({ mb }) => mb.toFixed(0)).join(' + ')} MB`,
    ),
});
tellSoak(report);
const complaints = soakComplaints(report, { growthMbPerMinute: 1, kills: Number(values.kills) });
for (const complaint of complaints) console.log(`✗ ${complaint}`);
if (complaints.length === 0)
  console.log('✓ nothing grew, nothing was left open, every request was answered once');
writeResults('soak', { complaints, report });
if (complaints.length > 0) process.exitCode = 1;
