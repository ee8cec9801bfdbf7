import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bundleBackend, root, workFolder } from './harness/bundle.ts';
import { type Comparison, compareOutputs } from './harness/compare-outputs.ts';
import { median, printTable, writeResults } from './harness/machine.ts';
import { type Measured, measureJob } from './harness/measure.ts';
import { type PeerOutcome, preparePeer, runPeer } from './harness/peer.ts';
import { writeRows } from './harness/rows.ts';

// 1 M and 5 M rows of 30 columns through the whole product, against one engine process and against Python.
// `--quick` leaves out the 5 M rows.
const million = 1_000_000;
const models = ['mlp-30', 'trees-30'] as const;
const cores = availableParallelism();
const repeats = 3;
const comparedRows = 100_000;
const asked = {
  python: { 'mlp-30': 10, 'trees-30': 6 },
  processes: 1.4,
  peakMb: 150,
  loopP99Ms: 20,
};
const quick = process.argv.includes('--quick');

mkdirSync(workFolder, { recursive: true });
const entry = await bundleBackend(workFolder);
const output = join(workFolder, 'scored.csv');
const peerOutput = join(workFolder, 'scored-by-python.csv');

console.log('Making the files…');
const small = table(million);
const large = quick ? null : table(5 * million);
const peer = await preparePeer();
if ('missing' in peer) console.log(`No comparison with Python: ${peer.missing}`);

const measured: Measured[] = [];
const peers: Partial<Record<string, PeerOutcome>> = {};
const comparisons: Partial<Record<string, Comparison>> = {};
for (const model of models) {
  // Turn and turn about, so that a machine that slows down meanwhile slows all of them.
  for (let round = 0; round < repeats; round++) {
    for (const processes of cores > 1 ? [cores, 1] : [1])
      measured.push(await measure(model, processes, small));
  }
  if ('python' in peer) {
    measured.push(await measure(model, cores, small));
    console.log(`${model}, Python…`);
    peers[model] = await runPeer(peer.python, {
      input: small,
      output: peerOutput,
      model: join(root, 'bench', 'models', model, 'model.onnx'),
      labels: labelsOf(model),
      rows: million,
    });
    comparisons[model] = await compareOutputs({
      input: small,
      ours: output,
      theirs: peerOutput,
      rows: comparedRows,
    });
  }
  if (large !== null) measured.push(await measure(model, cores, large));
}
for (const path of [output, `${output}.foredeck.json`, peerOutput]) rmSync(path, { force: true });

report();

function table(rows: number): string {
  const path = join(workFolder, `rows-${rows / million}m.csv`);
  // The same rows every time: the seed is the number of rows.
  if (!existsSync(path)) writeRows(path, { rows, seed: rows });
  return path;
}

async function measure(model: string, processes: number, input: string): Promise<Measured> {
  const result = await measureJob(entry, { input, output, model, processes });
  console.log(
    `${model}, ${processes} × ${result.rows.toLocaleString('en-US')} rows: ${result.seconds.toFixed(2)} s` +
      ` (others used ${percent(result.othersShare)} of the busy time)`,
  );
  return result;
}

function labelsOf(model: string): string[] {
  const card = JSON.parse(readFileSync(join(root, 'bench', 'models', model, 'card.json'), 'utf8')) as {
    outputs: { labels: string[] };
  };
  return card.outputs.labels;
}

function report(): void {
  const of = (model: string, processes: number, rows: number) =>
    measured.filter((one) => one.model === model && one.processes === processes && one.rows === rows);
  const speed = (runs: readonly Measured[]) => median(runs.map((one) => one.rowsPerSecond));
  const heading = [
    '',
    'rows/s',
    'job alone',
    '× one',
    '× Python',
    'CPU s/M',
    'peak MB',
    'early/late MB',
    'loop p99',
  ];
  const lines = [heading];
  const verdicts: { what: string; value: number; asked: number; atMost: boolean }[] = [];
  for (const model of models) {
    const one = speed(of(model, 1, million));
    const python = peers[model]?.rowsPerSecond;
    for (const [processes, rows] of [
      [1, million],
      ...(cores > 1 ? [[cores, million]] : []),
      [cores, 5 * million],
    ] as [number, number][]) {
      const runs = of(model, processes, rows);
      if (runs.length === 0) continue;
      const rate = speed(runs);
      const memory = runs.at(-1);
      lines.push([
        `${model}, ${rows / million} M, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
        millions(rate),
        millions(median(runs.map((run) => run.jobRowsPerSecond))),
        (rate / one).toFixed(2),
        python === undefined ? '–' : (rate / python).toFixed(1),
        median(runs.map((run) => run.engineCpuSeconds / (run.rows / million))).toFixed(2),
        Math.max(...runs.flatMap((run) => run.peakMb)).toFixed(0),
        `${memory?.earlyMb?.toFixed(0) ?? '–'}/${memory?.lateMb?.toFixed(0) ?? '–'}`,
        `${median(runs.map((run) => run.loop.p99Ms)).toFixed(1)} ms`,
      ]);
      verdicts.push({
        what: `${lines.at(-1)?.[0]}: peak MB of an engine process`,
        value: Math.max(...runs.flatMap((run) => run.peakMb)),
        asked: asked.peakMb,
        atMost: true,
      });
      verdicts.push({
        what: `${lines.at(-1)?.[0]}: main-loop delay p99, ms`,
        value: median(runs.map((run) => run.loop.p99Ms)),
        asked: asked.loopP99Ms,
        atMost: true,
      });
    }
    if (cores > 1) {
      const value = speed(of(model, cores, million)) / one;
      verdicts.push({ what: `${model}: × one process`, value, asked: asked.processes, atMost: false });
    }
    if (python !== undefined) {
      const value = speed(of(model, cores, million)) / python;
      verdicts.push({ what: `${model}: × Python`, value, asked: asked.python[model], atMost: false });
    }
  }
  console.log('');
  printTable(lines);
  for (const model of models) {
    const found = peers[model];
    const comparison = comparisons[model];
    if (!found || !comparison) continue;
    console.log(
      `\n${model} in Python: ${millions(found.rowsPerSecond)} rows/s, chunks of ${found.chunk.toLocaleString('en-US')}, ` +
        `${found.threads} ${found.threads === 1 ? 'thread' : 'threads'} in the runtime, numbers read as ${found.numbers}, ${found.peakMb.toFixed(0)} MB. ` +
        `First ${comparison.rows.toLocaleString('en-US')} rows: ${comparison.labelsThatDiffer} labels differ, ` +
        `probabilities by at most ${comparison.largestDifference.toExponential(1)}, ${comparison.rowsNotKept} rows not kept as they were.`,
    );
    if (
      comparison.labelsThatDiffer > 0 ||
      comparison.largestDifference > 1e-5 ||
      comparison.rowsNotKept > 0
    ) {
      console.log('The two outputs do NOT agree.');
      process.exitCode = 1;
    }
  }
  const others = median(measured.map((one) => one.othersShare));
  console.log(
    `\nOthers used ${percent(others)} of the busy processor time meanwhile${others > 0.1 ? ': read the figures as ratios' : ''}.`,
  );
  console.log('');
  for (const { what, value, asked: limit, atMost } of verdicts) {
    const met = atMost ? value <= limit : value >= limit;
    if (!met)
      console.log(`short: ${what} is ${value.toFixed(2)}, asked ${atMost ? 'at most' : 'at least'} ${limit}`);
  }
  writeResults('batch', {
    quick,
    asked,
    measured,
    peers,
    comparisons,
    missingPeer: 'missing' in peer ? peer.missing : null,
  });
}

function millions(value: number): string {
  return `${(value / million).toFixed(3)} M`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
