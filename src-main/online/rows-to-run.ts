import { failed } from '../contract/failure.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import { checkInputs, checkOutputs, type InferRequest, type InputRules } from '../domain/oip/index.ts';
import { isBatchable } from './batchable.ts';
import type { GraphPorts } from './messages.ts';

/**
 * Holds a request for tensors against the graph that is to run it.
 * @param columns the features in the columns of its tensors, made once for a model
 * @returns the rows it counts as: one where the graph takes no batches
 * @throws FailureError BAD_REQUEST naming what is wrong
 */
export function rowsToRun(
  { inputs, outputs }: Pick<InferRequest, 'inputs' | 'outputs'>,
  ports: GraphPorts,
  signature: Pick<Signature, 'rowsPerRun'>,
  columns: InputRules['columns'],
): number {
  const batchable = isBatchable(ports, signature);
  checkInputs(inputs, ports.inputs, { batchable, columns });
  checkOutputs(outputs, ports.outputs);
  const rows = batchable ? (inputs[0]?.value.dims[0] ?? 0) : 1;
  if (rows === 0) throw failed('BAD_REQUEST', 'The inputs have no rows; give at least one.');
  return rows;
}
