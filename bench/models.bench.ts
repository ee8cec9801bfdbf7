import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDetail } from '../src-main/contract/models.ts';
import { bundleBackend, workFolder } from './harness/bundle.ts';
import { writeResults } from './harness/machine.ts';
import { measureColdStart, measureLoad, measureSpeed, startOnModels } from './harness/measure-model.ts';
import { type ModelRows, modelRows } from './harness/model-rows.ts';
import { type MeasuredModel, reportModels } from './harness/models-report.ts';

// Every bundled model: its first prediction after a cold start of the program, its load, its weight and its speed.
// `--quick` measures once instead of several times; names of models measure only those.
const quick = process.argv.includes('--quick');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const repeats = { coldStarts: quick ? 1 : 7, loads: quick ? 1 : 5, speeds: quick ? 1 : 3 };
const asked = { firstPredictionMs: 1_000 };

mkdirSync(workFolder, { recursive: true });
rmSync(join(workFolder, 'models-data'), { recursive: true, force: true });
const entry = await bundleBackend(workFolder);

const models = await bundledModels();
const measured: MeasuredModel[] = models.map(({ detail: { summary } }) => ({
  model: summary.name,
  version: summary.version,
  sizeMb: summary.sizeBytes / 1e6,
  coldStarts: [],
  consoleStarts: [],
  loads: [],
  speeds: [],
}));
const each = async (
  rounds: number,
  measure: (into: MeasuredModel, detail: ModelDetail, rows: ModelRows, round: number) => Promise<void>,
): Promise<void> => {
  // Turn and turn about, so that a machine that slows down meanwhile slows all of them.
  for (let round = 0; round < rounds; round++) {
    for (const [index, { detail, rows }] of models.entries()) {
      const into = measured[index];
      if (into) await measure(into, detail, rows, round);
    }
  }
};

console.log('Cold starts…');
await each(repeats.coldStarts, async (into, _detail, { instances }, round) => {
  const start = { model: into.model, instance: rowOf(instances, round) };
  into.coldStarts.push(await measureColdStart(entry, { ...start, idle: true }));
  into.consoleStarts.push(await measureColdStart(entry, { ...start, idle: false }));
});
console.log('Loads…');
await each(repeats.loads, async (into) => {
  into.loads.push(await measureLoad(entry, into.model));
});
console.log('Speed…');
const backend = await startOnModels(entry);
try {
  await each(repeats.speeds, async (into, detail, rows) => {
    into.speeds.push(await measureSpeed(backend, detail, rows));
  });
} finally {
  await backend.stop();
}
const inTime = reportModels(measured, asked.firstPredictionMs);
writeResults('models', { asked, quick, measured });
if (!inTime) process.exitCode = 1;

async function bundledModels(): Promise<{ detail: ModelDetail; rows: ModelRows }[]> {
  const looking = await startOnModels(entry, { engineProcesses: 1 });
  try {
    const summaries = (await looking.client.models.list()).filter(
      ({ name, bundled }) => bundled && (only.length === 0 || only.includes(name)),
    );
    return await Promise.all(
      summaries.map(async ({ name, version }) => {
        const detail = await looking.client.models.show({ name, version });
        return { detail, rows: modelRows(detail) };
      }),
    );
  } finally {
    await looking.stop();
  }
}

/** Another row every time. */
function rowOf<Row>(rows: readonly Row[], round: number): Row {
  const row = rows[round % rows.length];
  if (row === undefined) throw new Error('A model has no rows to be measured with');
  return row;
}
