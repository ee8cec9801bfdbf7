import { availableParallelism } from 'node:os';
import { runDamagedModels } from '../src-main/app/testing/damaged-models.ts';
import { printTable, writeResults } from './harness/machine.ts';

// Ten thousand damaged model files. Those that pass the checks (about one in eleven) are taken, loaded and run in engine
// processes with a deadline and a memory cap. `--seed N` damages them in other ways.
const seedAt = process.argv.indexOf('--seed');
const seed = seedAt < 0 ? 2 : Number(process.argv[seedAt + 1]);
const report = await runDamagedModels({
  seed,
  passing: Number.POSITIVE_INFINITY,
  made: 10_000,
  processes: availableParallelism(),
  memoryCapBytes: 600e6,
});
printTable([
  ['files', 'passed', 'verdict', 'times'],
  ...Object.entries(report.verdicts).map(([verdict, times]) => [
    `${report.made}`,
    `${report.passed}`,
    verdict,
    `${times}`,
  ]),
]);
console.log(
  `Slowest verdict ${Math.round(report.slowestMs)} ms; engine processes ended ${report.restarts} times.`,
);
const known = new Set([
  'ran',
  'MODEL_INVALID',
  'BAD_REQUEST',
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'ENGINE_MEMORY',
]);
if (Object.keys(report.verdicts).some((verdict) => !known.has(verdict))) process.exitCode = 1;
writeResults('damaged', { seed, ...report });
