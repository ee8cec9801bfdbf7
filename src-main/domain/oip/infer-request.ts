import type { TensorValue } from '../tensor.ts';

export interface NamedTensor {
  name: string;
  value: TensorValue;
}

export interface WantedOutput {
  name: string;
  /** Its data after the JSON, as the binary tensor extension has it. */
  binary: boolean;
}

/** A request for inference, whichever form its body had. */
export interface InferRequest {
  id: string | null;
  parameters: Record<string, string | number | boolean>;
  inputs: NamedTensor[];
  /** Null = all that the model has. */
  outputs: WantedOutput[] | null;
  /** Whether outputs that say nothing about it are binary. */
  binaryOutputs: boolean;
}
