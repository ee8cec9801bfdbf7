import type { Comparison } from './compare-outputs.ts';
import { median, printTable } from './machine.ts';
import type { Measured } from './measure.ts';
import type { PeerOutcome } from './peer.ts';

export const million = 1_000_000;

export interface BatchResults {
  quick: boolean;
  cores: number;
  measured: Measured[];
  /** By model. */
  peers: Record<string, PeerOutcome>;
  comparisons: Record<string, Comparison>;
  /** Why there is no comparison with Python. */
  missingPeer: string | null;
}

export interface Asked {
  timesPython: Record<string, number>;
  timesOneProcess: number;
  peakMb: number;
  loopP99Ms: number;
}

interface Verdict {
  what: string;
  value: number;
  atLeast?: number;
  atMost?: number;
}

/** Prints the table, the comparison with Python and what is short of what is asked. False when outputs disagree. */
export function reportBatch(results: BatchResults, asked: Asked): boolean {
  const lines = [heading];
  const verdicts: Verdict[] = [];
  for (const runs of groups(results)) {
    const { model, processes, rows } = runs[0];
    const what = `${model}, ${rows / million} M, ${processes} ${processes === 1 ? 'process' : 'processes'}`;
    const rate = rowsPerSecond(runs);
    const one = rowsPerSecond(results.measured.filter((run) => isSame(run, { model, rows, processes: 1 })));
    const peer = results.peers[model];
    const peakMb = Math.max(...runs.flatMap((run) => run.peakMb));
    const p99Ms = median(runs.map((run) => run.loop.p99Ms));
    lines.push([
      what,
      millions(rate),
      millions(median(runs.map((run) => run.jobRowsPerSecond))),
      (rate / one).toFixed(2),
      peer ? (rate / peer.rowsPerSecond).toFixed(1) : '–',
      median(runs.map((run) => run.engineCpuSeconds / (run.rows / million))).toFixed(2),
      peakMb.toFixed(0),
      `${shown(runs[0].earlyMb)}/${shown(runs[0].lateMb)}`,
      p99Ms.toFixed(1),
    ]);
    verdicts.push({ what: `${what}: peak MB`, value: peakMb, atMost: asked.peakMb });
    verdicts.push({ what: `${what}: loop p99 ms`, value: p99Ms, atMost: asked.loopP99Ms });
    if (processes === 1) continue;
    verdicts.push({ what: `${what}: × one`, value: rate / one, atLeast: asked.timesOneProcess });
    const wanted = asked.timesPython[model];
    if (peer && wanted !== undefined) {
      verdicts.push({ what: `${what}: × Python`, value: rate / peer.rowsPerSecond, atLeast: wanted });
    }
  }
  console.log('');
  printTable(lines);
  const agree = Object.keys(results.peers).every((model) => reportPeer(model, results));
  const others = median(results.measured.map((run) => run.othersShare));
  console.log(`\nOthers used ${percent(others)} of the busy processor time meanwhile.`);
  for (const { what, value, atLeast = -Infinity, atMost = Infinity } of verdicts) {
    if (value >= atLeast && value <= atMost) continue;
    const limit = atMost === Infinity ? `at least ${atLeast}` : `at most ${atMost}`;
    console.log(`short: ${what} is ${value.toFixed(2)}, asked ${limit}`);
  }
  return agree;
}

const heading = [
  '',
  'rows/s',
  'job alone',
  '× one',
  '× Python',
  'CPU s/M',
  'peak MB',
  'early/late MB',
  'loop p99 ms',
];

type Group = [Measured, ...Measured[]];

/** Runs of the same model, rows and processes, one process first. */
function groups({ measured }: BatchResults): Group[] {
  const found: Group[] = [];
  for (const run of measured) {
    const group = found.find(([first]) => isSame(run, first));
    if (group) group.push(run);
    else found.push([run]);
  }
  return found.sort(
    ([a], [b]) => a.model.localeCompare(b.model) || a.rows - b.rows || a.processes - b.processes,
  );
}

function isSame(run: Measured, as: Pick<Measured, 'model' | 'rows' | 'processes'>): boolean {
  return run.model === as.model && run.rows === as.rows && run.processes === as.processes;
}

function reportPeer(model: string, { peers, comparisons }: BatchResults): boolean {
  const peer = peers[model];
  const comparison = comparisons[model];
  if (!peer || !comparison) return true;
  const { labelsThatDiffer, largestDifference, rowsNotKept } = comparison;
  console.log(
    `\n${model} in Python: ${millions(peer.rowsPerSecond)} rows/s of ${peer.rows.toLocaleString('en-US')}, ` +
      `chunks of ${peer.chunk.toLocaleString('en-US')}, ${peer.threads} runtime thread(s), ` +
      `numbers read as ${peer.numbers}, ${peer.peakMb.toFixed(0)} MB, ` +
      `${(peer.cpuSeconds / (peer.rows / million)).toFixed(2)} CPU s/M.\n` +
      `First ${comparison.rows.toLocaleString('en-US')} rows: ${labelsThatDiffer} labels differ, probabilities by ` +
      `at most ${largestDifference.toExponential(1)}; ${rowsNotKept} rows are not the input's bytes.`,
  );
  const agree =
    comparison.rows > 0 && labelsThatDiffer === 0 && largestDifference <= 1e-5 && rowsNotKept === 0;
  if (!agree) console.log('The two outputs do NOT agree.');
  return agree;
}

function rowsPerSecond(runs: readonly Measured[]): number {
  return median(runs.map((run) => run.rowsPerSecond));
}

function shown(mb: number | null): string {
  return mb === null ? '–' : mb.toFixed(0);
}

function millions(value: number): string {
  return `${(value / million).toFixed(3)} M`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
