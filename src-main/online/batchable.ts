import type { Signature } from '../domain/encoding/row-encoder.ts';
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
