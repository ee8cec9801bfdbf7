import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type BatchResults, million, percent, reportBatch } from './harness/batch-report.ts';
import { bundleBackend, root, workFolder } from './harness/bundle.ts';
import { compareOutputs } from './harness/compare-outputs.ts';
import { writeResults } from './harness/machine.ts';
import { type Measured, measureJob } from './harness/measure.ts';
import { preparePeer, runPeer } from './harness/peer.ts';
import { writeRows } from './harness/rows.ts';

// 1 M and 5 M rows of 30 columns through the whole product, against one engine process and against Python.
// `--quick` leaves out the 5 M rows.
const models = ['mlp-30', 'trees-30'] as const;
const cores = availableParallelism();
const processCounts = cores > 1 ? [cores, 1] : [1];
const repeats = 3;
const comparedRows = 100_000;
const asked = {
  timesPython: { 'mlp-30': 10, 'trees-30': 6 },
  timesOneProcess: 1.4,
  peakMb: 150,
  loopP99Ms: 20,
};
const quick = process.argv.includes('--quick');

mkdirSync(workFolder, { recursive: true });
const entry = await bundleBackend(workFolder);
const output = join(workFolder, 'scored.csv');
const peerOutput = join(workFolder, 'scored-by-python.csv');

console.log('Making the files…');
const warmUp = table(million / 10);
const small = table(million);
const large = quick ? null : table(5 * million);
const peer = await preparePeer();
if ('missing' in peer) console.log(`No comparison with Python: ${peer.missing}`);

const measured: Measured[] = [];
const peers: BatchResults['peers'] = {};
const comparisons: BatchResults['comparisons'] = {};
for (const model of models) {
  // Turn and turn about, so that a machine that slows down meanwhile slows all of them.
  for (let round = 0; round < repeats; round++) {
    for (const processes of processCounts) measured.push(await measure(model, processes, small));
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
  if (large !== null) {
    for (const processes of processCounts) measured.push(await measure(model, processes, large));
  }
}
for (const path of [output, `${output}.foredeck.json`, peerOutput]) rmSync(path, { force: true });

const results: BatchResults = {
  quick,
  cores,
  measured,
  peers,
  comparisons,
  missingPeer: 'missing' in peer ? peer.missing : null,
};
const agree = reportBatch(results, asked);
writeResults('batch', { asked, ...results });
if (!agree) process.exitCode = 1;

function table(rows: number): string {
  const path = join(workFolder, `rows-${rows / million}m.csv`);
  // The same rows every time: the seed is the number of rows.
  if (existsSync(path)) return path;
  writeRows(`${path}.draft`, { rows, seed: rows });
  renameSync(`${path}.draft`, path);
  return path;
}

async function measure(model: string, processes: number, input: string): Promise<Measured> {
  const result = await measureJob(entry, { warmUp, input, output, model, processes });
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
