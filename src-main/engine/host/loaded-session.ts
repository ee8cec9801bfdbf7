import type { Kernel, Provider } from '../session-calls.ts';
import type { TensorPort, TensorValue } from '../tensor.ts';

export interface RunOptions {
  /** Names of the outputs wanted; all when left out. */
  outputs?: readonly string[];
}

export interface LoadedSession {
  readonly key: string;
  readonly modelPath: string;
  /** What a run for the scores alone goes through. */
  readonly kernel: Kernel;
  readonly inputs: readonly TensorPort[];
  readonly outputs: readonly TensorPort[];
  readonly provider: Provider;
  /** Why it does not run on what was asked for, or null. */
  readonly note: string | null;
  /** Resident memory that loading and the first run took. */
  readonly memoryBytes: number;
  /**
   * One inference. The runtime blocks the thread while it runs, so two runs overlap only where another server does them.
   * @throws BAD_REQUEST for feeds the model does not take, REMOTE_FAILED when another server does not do it. What the outputs look like is for the caller to check.
   */
  run(
    feeds: Readonly<Record<string, TensorValue>>,
    options?: RunOptions,
  ): Promise<Record<string, TensorValue>>;
}
