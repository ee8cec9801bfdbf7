import type { Signature } from '../domain/encoding/row-encoder.ts';
import { failed } from '../contract/failure.ts';
import type { NamedTensor } from '../domain/oip/index.ts';
import type { GraphPorts } from './messages.ts';

/**
 * Whether rows of several requests can go through a graph together: the first dimension of all that goes in and comes out
 * has no fixed length, and so counts rows.
 */
export function isBatchable(
  { inputs, outputs }: GraphPorts,
  { rowsPerRun }: Pick<Signature, 'rowsPerRun'>,
): boolean {
  return !rowsPerRun && [...inputs, ...outputs].every(({ dims: [first] }) => typeof first === 'string');
}

/** Rows of a request for tensors: it is one where the graph takes no batches. @throws FailureError BAD_REQUEST for none */
export function rowsToRun(inputs: readonly NamedTensor[], batchable: boolean): number {
  const rows = batchable ? (inputs[0]?.value.dims[0] ?? 0) : 1;
  if (rows === 0) throw failed('BAD_REQUEST', 'The inputs have no rows; give at least one.');
  return rows;
}
