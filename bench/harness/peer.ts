import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root, workFolder } from './bundle.ts';
import { benchColumns } from './rows.ts';

const run = promisify(execFile);
const folder = join(root, 'bench', 'peer');
const venv = join(workFolder, 'venv');
const installMs = 10 * 60_000;
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

/** A Python with the pinned packages, made under bench/.work the first time; or why there is none, in one line. */
export async function preparePeer(): Promise<{ python: string } | { missing: string }> {
  const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const requirements = join(folder, 'requirements.txt');
  const stampFile = join(venv, 'installed');
  const stamp = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return { python };
  try {
    rmSync(venv, { recursive: true, force: true });
    await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', venv], {
      timeout: installMs,
    });
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '-r', requirements], {
      timeout: installMs,
    });
    writeFileSync(stampFile, stamp);
    return { python };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    return { missing: said.trim().split('\n').at(-1)?.slice(0, 200) || String(error) };
  }
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
