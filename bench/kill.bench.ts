import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bundleBackend, workFolder } from './harness/bundle.ts';
import { killCases } from './harness/kill-cases.ts';
import { type KillReport, killEngines, killProgram, moments, unkilledRun } from './harness/kills.ts';
import { printTable, writeResults } from './harness/machine.ts';
import { seededRandom } from './harness/rows.ts';

// SIGKILL of the whole program 200 times and of engine processes 50 times, at random moments of jobs whose outputs
// must come out as if nothing had been. `--seed N` repeats the moments, as far as the clock allows.
const seedAt = process.argv.indexOf('--seed');
const seed = seedAt < 0 ? 2 : Number(process.argv[seedAt + 1]);
const kills = { program: [90, 90, 20], engines: [25, 25, 0] } as const;
const rows = 100_000;

const folder = join(workFolder, 'kill');
mkdirSync(folder, { recursive: true });
const options = {
  entry: await bundleBackend(workFolder),
  folder,
  engineProcesses: availableParallelism(),
  random: seededRandom(seed),
};
const results: { what: string; table: string; report: KillReport }[] = [];
for (const [index, job] of (await killCases(folder, rows)).entries()) {
  const expected = await unkilledRun(options, job);
  console.log(`${job.name}: ${(expected.ms / 1000).toFixed(2)} s when nobody kills it`);
  for (const [what, kill] of [
    ['program', killProgram],
    ['engines', killEngines],
  ] as const) {
    const wanted = kills[what][index] ?? 0;
    if (wanted === 0) continue;
    const report = await kill(options, job, expected, wanted);
    results.push({ what, table: job.name, report });
    console.log(`  ${what} killed ${report.kills} times over ${report.jobs} jobs`);
  }
}

console.log('');
printTable([
  ['killed', 'kills', 'jobs', 'restarts', ...moments, 'wrong'],
  ...results.map(({ what, table, report }) => [
    `${what}, ${table}`,
    String(report.kills),
    String(report.jobs),
    String(report.restarts),
    ...moments.map((moment) => String(report.moments[moment])),
    String(report.different.length),
  ]),
]);
for (const { what, table, report } of results) {
  for (const difference of report.different) {
    console.log(`wrong: ${what}, ${table}: ${difference}`);
    process.exitCode = 1;
  }
}
writeResults('kill', { seed, rows, results });
