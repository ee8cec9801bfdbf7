import type { Signature } from '../domain/encoding/row-encoder.ts';
import { failed } from '../contract/failure.ts';
import type { NamedTensor } from '../domain/oip/index.ts';
import type { GraphPorts } from './messages.ts';

const known = new WeakMap<GraphPorts, boolean>();

/**
 * Whether rows of several requests can go through a graph together: the first dimension of all that goes in and comes out
 * has no fixed length, and so counts rows.
 */
export function isBatchable(ports: GraphPorts, { rowsPerRun }: Pick<Signature, 'rowsPerRun'>): boolean {
  if (rowsPerRun) return false;
  const before = known.get(ports);
  if (before !== undefined) return before;
  const answer = [...ports.inputs, ...ports.outputs].every(({ dims: [first] }) => typeof first === 'string');
  known.set(ports, answer);
  return answer;
}

/** Rows of a request for tensors: it is one where the graph takes no batches. @throws FailureError BAD_REQUEST for none */
export function rowsToRun(inputs: readonly NamedTensor[], batchable: boolean): number {
  const rows = batchable ? (inputs[0]?.value.dims[0] ?? 0) : 1;
  if (rows === 0) throw failed('BAD_REQUEST', 'The inputs have no rows; give at least one.');
  return rows;
}
