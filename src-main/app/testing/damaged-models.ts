import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { toFailure } from '../../contract/failure.ts';
import {
  createEnginePool,
  forkOnNode,
  type SessionDescription,
  type TensorPort,
  type TensorValue,
} from '../../engine/client/index.ts';
import { examineModel } from '../../models/onnx/examine.ts';
import { mutate, seededRandom } from '../../models/onnx/testing/mutate.ts';
import { engineProcessUrl } from '../entries.ts';

export interface DamagedReport {
  /** Files that were made, and those of them that passed the checks and were taken to the runtime. */
  made: number;
  passed: number;
  /** How those ended, by the code of the failure; `ran` when they were loaded and answered. */
  verdicts: Record<string, number>;
  slowestMs: number;
  restarts: number;
}

const usualDeadlineMs = 10_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Damages files until enough of them pass the checks that are made before the runtime sees a file, and takes those through
 * real engine processes as an import does: taken, loaded, run with one row of zeros.
 */
export async function runDamagedModels(options: {
  seed: number;
  /** Stop when this many passed, or when this many were made. */
  passing: number;
  made: number;
  processes: number;
  memoryCapBytes: number;
}): Promise<DamagedReport> {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck-damaged-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => removeFolder(folder));
  const pool = createEnginePool({
    entryUrl: engineProcessUrl,
    size: options.processes,
    fork: forkOnNode,
    memoryCapBytes: options.memoryCapBytes,
  });
  cleanup.defer(() => pool.stop());
  pool.start();
  await pool.ready();

  const report: DamagedReport = { made: 0, passed: 0, verdicts: {}, slowestMs: 0, restarts: 0 };
  const random = seededRandom(options.seed);
  const files = wholeFiles();
  const next = (): Buffer | null => {
    while (report.made < options.made && report.passed < options.passing) {
      report.made++;
      const bytes = mutate(files, random);
      if (!passes(bytes)) continue;
      report.passed++;
      return bytes;
    }
    return null;
  };
  await Promise.all(
    pool.handles.map(async ({ number, call }) => {
      for (let bytes = next(); bytes; bytes = next()) {
        const from = performance.now();
        const verdict = await runModelFile(call, join(folder, `${number}`), bytes);
        report.slowestMs = Math.max(report.slowestMs, performance.now() - from);
        report.verdicts[verdict] = (report.verdicts[verdict] ?? 0) + 1;
      }
    }),
  );
  report.restarts = pool.status.reduce((sum, { restarts }) => sum + restarts, 0);
  return report;
}

function wholeFiles(): Buffer[] {
  const corpus = join(root, 'e2e/corpus/models');
  const names = readdirSync(corpus).filter((name) => name.endsWith('.onnx'));
  return [...names.map((name) => join(corpus, name)), join(root, 'models/flight-delay/model.onnx')].map(
    (path) => readFileSync(path),
  );
}

function passes(bytes: Buffer): boolean {
  try {
    examineModel({ bytes, file: 'damaged.onnx', folder: null })[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

type Call = <Result>(operation: string, payload: unknown, options: { deadlineMs: number }) => Promise<Result>;

/**
 * Takes one file through an engine process as an import does.
 * @returns `ran`, or the code of the failure
 */
export async function runModelFile(
  call: Call,
  base: string,
  bytes: Buffer,
  deadlineMs = usualDeadlineMs,
): Promise<string> {
  const path = `${base}.onnx`;
  const modelPath = `${base}.taken.onnx`;
  writeFileSync(path, bytes);
  const key = 'damaged';
  try {
    await call(
      'model.take',
      { path, outPath: modelPath, tokenizerPath: null, configPath: null },
      { deadlineMs },
    );
    const { inputs } = await call<SessionDescription>(
      'session.load',
      { key, modelPath, sha256: null },
      { deadlineMs },
    );
    const feeds = Object.fromEntries(inputs.map((port) => [port.name, zeros(port)]));
    await call('session.run', { key, feeds }, { deadlineMs });
    return 'ran';
  } catch (error) {
    return toFailure(error).code;
  } finally {
    await call('session.unload', { key }, { deadlineMs: usualDeadlineMs });
    if (existsSync(modelPath)) rmSync(modelPath);
  }
}

function zeros({ type, dims }: TensorPort): TensorValue {
  const fixed = dims.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : 1));
  const length = fixed.reduce((all, dim) => all * dim, 1);
  const data = {
    float32: () => new Float32Array(length),
    float16: () => new Uint16Array(length),
    float64: () => new Float64Array(length),
    int8: () => new Int8Array(length),
    uint8: () => new Uint8Array(length),
    int16: () => new Int16Array(length),
    uint16: () => new Uint16Array(length),
    int32: () => new Int32Array(length),
    uint32: () => new Uint32Array(length),
    int64: () => new BigInt64Array(length),
    uint64: () => new BigUint64Array(length),
    bool: () => new Uint8Array(length),
    string: () => Array.from({ length }, () => ''),
  }[type]();
  return { type, data, dims: fixed } as TensorValue;
}
