import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { failed } from '../../contract/failure.ts';
import { isTensorType } from '../../domain/tensor.ts';
import type { Provider, SessionSource } from '../session-calls.ts';
import type { TensorPort, TensorValue } from '../tensor.ts';
import type { LoadedSession } from './loaded-session.ts';
import { runtimeReason } from './runtime-reason.ts';

/**
 * Opens a model in the runtime; `release` gives its memory back.
 * @throws MODEL_NOT_FOUND, or MODEL_INVALID when the file is not the expected one, cannot be read by the runtime or has
 * inputs or outputs that are not tensors
 */
export async function openSession(
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
      note = `It runs on the processor, because WebGPU does not work here: ${plainReason(error, source.modelPath)}`;
    }
  }
  try {
    return { ort: await create(source, ['cpu']), provider: 'cpu', note };
  } catch (error) {
    const why = runtimeReason(error, source.modelPath);
    throw failed('MODEL_INVALID', `${file} cannot be loaded: ${why}`, { details: { file } });
  }
}

/** Without the place in the runtime's own sources that it begins with. */
function plainReason(error: unknown, modelPath: string): string {
  return runtimeReason(error, modelPath)
    .replace(/^\/onnxruntime_src\/.*? was false\. /su, '')
    .trim();
}

function create(source: SessionSource, executionProviders: string[]): Promise<InferenceSession> {
  return InferenceSession.create(source.modelPath, {
    executionProviders,
    executionMode: 'sequential',
    // Processes are the unit of parallel work.
    intraOpNumThreads: 1,
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

function portOf(
  metadata: InferenceSession.ValueMetadata,
  side: 'input' | 'output',
  file: string,
): TensorPort {
  const { name, isTensor } = metadata;
  if (!isTensor) {
    throw failed(
      'MODEL_INVALID',
      `${file}: the ${side} "${name}" is a sequence or a map, and only tensors can be used. Export the model without it (for scikit-learn: zipmap=False).`,
      { details: { file, field: name } },
    );
  }
  if (!isTensorType(metadata.type)) {
    throw failed(
      'MODEL_INVALID',
      `${file}: the ${side} "${name}" has the type ${metadata.type}, which is not supported.`,
      {
        details: { file, field: name },
      },
    );
  }
  return { name, type: metadata.type, dims: metadata.shape };
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
        const why = runtimeReason(error, modelPath);
        throw failed('BAD_REQUEST', `${file} could not be run: ${why}`, { details: { file } });
      }
      const values: Record<string, TensorValue> = {};
      for (const [name, tensor] of Object.entries(results)) {
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
