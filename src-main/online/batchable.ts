import type { Signature } from '../domain/encoding/row-encoder.ts';
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
