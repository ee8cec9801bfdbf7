import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, workFolder } from './bundle.ts';
import { type Python, preparePython } from './python.ts';
import { benchColumns } from './rows.ts';

const run = promisify(execFile);
const folder = join(root, 'bench', 'peer');
const scoreMs = 20 * 60_000;

export interface PeerOutcome {
  rows: number;
  seconds: number;
  rowsPerSecond: number;
  threads: number;
  chunk: number;
  /** How read_csv was told to read numbers: as it finds them, or as float32. */
  numbers: 'found' | 'float32';
  trials: { numbers: string; chunk: number; rowsPerSecond: number }[];
  peakMb: number;
  /** Processor seconds of the measured run, the trials before it left out. */
  cpuSeconds: number;
  versions: Record<'python' | 'pandas' | 'numpy' | 'onnxruntime', string>;
}

/** A Python with the pinned packages, made the first time; or why there is none, in one line. */
export function preparePeer(): Promise<Python> {
  return preparePython('batch', join(folder, 'requirements.txt'));
}

/** Scores the file's first rows in Python, at the priority that engine processes have. */
export async function runPeer(
  python: string,
  job: { input: string; output: string; model: string; labels: string[]; rows: number },
): Promise<PeerOutcome> {
  const request = join(workFolder, 'peer-request.json');
  writeFileSync(request, JSON.stringify({ ...job, columns: benchColumns(), cores: availableParallelism() }));
  const running = run(python, [join(folder, 'peer.py'), request], { timeout: scoreMs });
  if (running.child.pid !== undefined) setPriority(running.child.pid, 5);
  const { stdout } = await running;
  return JSON.parse(stdout) as PeerOutcome;
}
