import type { TensorPort, TensorType, TensorValue } from './tensor.ts';

export interface SessionSource {
  /** The name under which calls refer to the session; by custom the model's sha256. */
  key: string;
  /** A model file, or the note that says where else it runs (see `domain/remote-model.ts`). */
  modelPath: string;
  /** Expected sha256 in hex of the file, or of where it runs; it is checked before the runtime reads it. Null = not checked. */
  sha256: string | null;
  /** What to run on; `webgpu` falls back to the processor where it does not work. Left out: the processor. */
  provider?: Provider;
  /** Tensors of zeros for one run before the session counts as loaded: the first run is slower than all others. */
  warmUp?: readonly WarmUpTensor[];
}

export type Provider = 'cpu' | 'webgpu';
export type Kernel = 'onnxruntime' | 'trees' | 'remote';

export interface WarmUpTensor {
  name: string;
  type: TensorType;
  dims: readonly number[];
}

export interface SessionDescription {
  key: string;
  inputs: TensorPort[];
  outputs: TensorPort[];
  /** What it runs on, and why that is not what was asked for. */
  provider: Provider;
  note: string | null;
  /** What a run for the scores alone goes through: the runtime, our own kernel for trees, or another server. */
  kernel: Kernel;
  /** Resident memory that loading and the first run took, measured in this process. */
  memoryBytes: number;
}

export interface SessionRun {
  key: string;
  feeds: Record<string, TensorValue>;
  /** Names of the outputs wanted; all when left out. */
  outputs?: readonly string[];
}

/** The calls every engine process answers: name, payload and result. */
export interface SessionCalls {
  'session.load': { payload: SessionSource; result: SessionDescription };
  'session.unload': { payload: { key: string }; result: null };
  'session.run': { payload: SessionRun; result: Record<string, TensorValue> };
}

/** Whether both open the same session. */
export function isSameSource(a: SessionSource, b: SessionSource): boolean {
  return (
    a.modelPath === b.modelPath && a.sha256 === b.sha256 && (a.provider ?? 'cpu') === (b.provider ?? 'cpu')
  );
}
