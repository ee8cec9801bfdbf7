import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Failure, FailureError, failed, toFailure } from '../../contract/failure.ts';
import type { TreeEnsemble } from '../../domain/tree-ensemble.ts';
import type { Provider, SessionSource } from '../session-calls.ts';
import type { TensorPort, TensorType, TensorValue } from '../tensor.ts';
import { startRuntime } from './start-runtime.ts';
import { withTreeKernel } from './trees/tree-session.ts';
import { warmUp } from './warm-up.ts';

export interface RunOptions {
  /** When given, every output must have this many rows (its leading dimension). */
  rows?: number;
  /** Names of the outputs wanted; all when left out. */
  outputs?: readonly string[];
}

export interface LoadedSession {
  readonly key: string;
  readonly modelPath: string;
  /** What a run for the scores alone goes through. */
  readonly kernel: 'onnxruntime' | 'trees';
  readonly inputs: readonly TensorPort[];
  readonly outputs: readonly TensorPort[];
  readonly provider: Provider;
  /** Why it does not run on what was asked for, or null. */
  readonly note: string | null;
  /** Resident memory that loading and the first run took. */
  readonly memoryBytes: number;
  /**
   * One inference. The runtime blocks the thread while it runs, so two runs never overlap.
   * @throws BAD_REQUEST for feeds the model does not take, MODEL_INVALID for an output without one row per input row.
   */
  run(
    feeds: Readonly<Record<string, TensorValue>>,
    options?: RunOptions,
  ): Promise<Record<string, TensorValue>>;
}

export interface Sessions {
  /**
   * Loads a model, or answers the session that stands under the key for the same file and sha256.
   * @throws MODEL_NOT_FOUND, or MODEL_INVALID when the file is not the expected one, cannot be read by the runtime
   * or has inputs or outputs that are not tensors.
   */
  load(source: SessionSource): Promise<LoadedSession>;
  unload(key: string): Promise<void>;
  /** @throws what made its load fail, or MODEL_NOT_FOUND when it was never asked for. */
  get(key: string): LoadedSession;
}

interface Entry {
  source: SessionSource;
  loading: Promise<LoadedSession>;
  session: LoadedSession | null;
  failure: Failure | null;
  release: () => Promise<void>;
}

/** Reads the trees of a model file that is trees and nothing else; null for every other one. */
export type ReadTrees = (modelPath: string) => TreeEnsemble | null;

/** @param readTrees left out, every model runs in onnxruntime alone. */
export function createSessions(readTrees: ReadTrees = () => null): Sessions {
  const entries = new Map<string, Entry>();

  async function unload(key: string): Promise<void> {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    await entry.loading.catch(() => {});
    await entry.release();
  }

  return {
    async load(source) {
      const present = entries.get(source.key);
      if (present && !present.failure && sameSource(present.source, source)) return present.loading;
      const entry: Entry = {
        source,
        session: null,
        failure: null,
        release: async () => {},
        loading: unload(source.key).then(async () => {
          try {
            await startRuntime();
            const rssBytes = process.memoryUsage.rss();
            const { session: opened, release } = await open(source);
            entry.release = release;
            const trees = opened.provider === 'cpu' ? readTrees(source.modelPath) : null;
            const session = trees ? await withTreeKernel(opened, trees) : opened;
            await warmUp(session, source.warmUp ?? []);
            const memoryBytes = Math.max(0, process.memoryUsage.rss() - rssBytes);
            entry.session = { ...session, memoryBytes };
            return entry.session;
          } catch (error) {
            entry.failure = toFailure(error);
            throw error;
          }
        }),
      };
      entries.set(source.key, entry);
      return entry.loading;
    },
    unload,
    get(key) {
      const entry = entries.get(key);
      if (entry?.session) return entry.session;
      if (entry?.failure) throw new FailureError(entry.failure);
      throw failed(
        'MODEL_NOT_FOUND',
        `No session "${key}" is loaded in this engine process. Load the model first.`,
      );
    },
  };
}

function sameSource(a: SessionSource, b: SessionSource): boolean {
  return (
    a.modelPath === b.modelPath &&
    a.sha256 === b.sha256 &&
    (a.threads ?? 1) === (b.threads ?? 1) &&
    (a.provider ?? 'cpu') === (b.provider ?? 'cpu')
  );
}

async function open(
  source: SessionSource,
): Promise<{ session: LoadedSession; release: () => Promise<void> }> {
  const file = basename(source.modelPath);
  await checkFile(source, file);
  const { ort, provider, note } = await createOn(source, file);
  try {
    const inputs = ort.inputMetadata.map((metadata) => portOf(metadata, 'input', file));
    const outputs = ort.outputMetadata.map((metadata) => portOf(metadata, 'output', file));
    const session = loadedSession(source, ort, { inputs, outputs, provider, note });
    return { session, release: () => ort.release() };
  } catch (error) {
    await ort.release();
    throw error;
  }
}

async function createOn(
  source: SessionSource,
  file: string,
): Promise<{ ort: InferenceSession; provider: Provider; note: string | null }> {
  let note: string | null = null;
  if (source.provider === 'webgpu') {
    try {
      return { ort: await create(source, ['webgpu', 'cpu']), provider: 'webgpu', note };
    } catch (error) {
      note = `It runs on the processor, because WebGPU does not work here: ${plainReason(error)}`;
    }
  }
  try {
    return { ort: await create(source, ['cpu']), provider: 'cpu', note };
  } catch (error) {
    throw failed('MODEL_INVALID', `${file} cannot be loaded: ${reason(error)}`, { details: { file } });
  }
}

/** Without the place in the runtime's own sources that it begins with. */
function plainReason(error: unknown): string {
  return reason(error)
    .replace(/^\/onnxruntime_src\/.*? was false\. /su, '')
    .trim();
}

function create(source: SessionSource, executionProviders: string[]): Promise<InferenceSession> {
  return InferenceSession.create(source.modelPath, {
    executionProviders,
    executionMode: 'sequential',
    intraOpNumThreads: source.threads ?? 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
}

async function checkFile({ modelPath, sha256 }: SessionSource, file: string): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(modelPath, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw failed('MODEL_NOT_FOUND', `${file} is no longer there. Import the model again.`, {
        details: { file },
      });
    throw failed('MODEL_INVALID', `${file} cannot be read (${code ?? reason(error)}).`, {
      details: { file },
    });
  }
  if (sha256 !== null && hash.digest('hex') !== sha256) {
    throw failed(
      'MODEL_INVALID',
      `${file} is not the file its card describes: the sha256 differs. Import the model again.`,
      {
        details: { file },
      },
    );
  }
}

const tensorTypes: Record<TensorType, true> = {
  float32: true,
  float16: true,
  float64: true,
  int8: true,
  uint8: true,
  int16: true,
  uint16: true,
  int32: true,
  uint32: true,
  int64: true,
  uint64: true,
  bool: true,
  string: true,
};

function portOf(
  metadata: InferenceSession.ValueMetadata,
  side: 'input' | 'output',
  file: string,
): TensorPort {
  const { name } = metadata;
  if (!metadata.isTensor) {
    throw failed(
      'MODEL_INVALID',
      `${file}: the ${side} "${name}" is a sequence or a map, and only tensors can be used. Export the model without it (for scikit-learn: zipmap=False).`,
      { details: { file, field: name } },
    );
  }
  if (!Object.hasOwn(tensorTypes, metadata.type)) {
    throw failed(
      'MODEL_INVALID',
      `${file}: the ${side} "${name}" has the type ${metadata.type}, which is not supported.`,
      {
        details: { file, field: name },
      },
    );
  }
  return { name, type: metadata.type as TensorType, dims: metadata.shape };
}

function loadedSession(
  { key, modelPath }: SessionSource,
  ort: InferenceSession,
  about: Pick<LoadedSession, 'inputs' | 'outputs' | 'provider' | 'note'>,
): LoadedSession {
  const file = basename(modelPath);
  return {
    key,
    modelPath,
    kernel: 'onnxruntime',
    memoryBytes: 0,
    ...about,
    async run(feeds, options = {}) {
      let results: InferenceSession.ReturnType;
      try {
        const tensors = Object.fromEntries(
          Object.entries(feeds).map(([name, value]) => [name, tensorOf(value)]),
        );
        results = await (options.outputs ? ort.run(tensors, options.outputs) : ort.run(tensors));
      } catch (error) {
        throw failed('BAD_REQUEST', `${file} could not be run: ${reason(error)}`, { details: { file } });
      }
      const values: Record<string, TensorValue> = {};
      for (const [name, tensor] of Object.entries(results)) {
        if (options.rows !== undefined && tensor.dims[0] !== options.rows) {
          throw failed(
            'MODEL_INVALID',
            `${file}: the output "${name}" has the shape [${tensor.dims.join(', ')}] for ${options.rows} rows; its first dimension must be the number of rows.`,
            { details: { file, field: name } },
          );
        }
        values[name] = { type: tensor.type, data: tensor.data, dims: tensor.dims } as TensorValue;
      }
      return values;
    },
  };
}

function tensorOf({ type, data, dims }: TensorValue): Tensor {
  const tensor = new Tensor(type as 'float32', data as Float32Array, dims);
  if (type === 'float16') {
    // The native side of onnxruntime-node 1.30 takes the bits of float16 alone, the JavaScript side Float16Array alone.
    const bits = new Uint16Array(data.buffer, data.byteOffset, data.length);
    Object.defineProperty(tensor, 'data', { value: bits });
  }
  return tensor;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
