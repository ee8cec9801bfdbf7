import type { GraphOutline } from '../../src-main/contract/index.ts';
import { plural } from '../ui/format/numbers.ts';

type Port = GraphOutline['inputs'][number];

/** Element type and shape: `float32 [N, 130]`; a dimension without a name is `?`. */
export function portWords({ type, dims }: Port): string {
  return `${type} [${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}

/** A few ports in a line: their names, or how many there are. */
export function portsWords(ports: readonly Port[]): string {
  const [only] = ports;
  if (ports.length === 1 && only) return `${only.name}, ${portWords(only)}`;
  if (ports.length <= 3) return ports.map((port) => port.name).join(', ');
  return plural(ports.length, 'tensor');
}

export interface OutlineStep {
  id: string;
  title: string;
  text: string;
}

/** The outline from what goes in to what comes out. */
export function outlineSteps(outline: GraphOutline): OutlineStep[] {
  return [
    { id: 'in', title: 'Input', text: portsWords(outline.inputs) },
    ...outline.steps.map(({ operator, count, text }, at) => ({
      id: `${at}`,
      title: operator === '…' ? `${count} more` : count > 1 ? `${operator} × ${count}` : operator,
      text: operator === '…' ? '' : text,
    })),
    { id: 'out', title: 'Output', text: portsWords(outline.outputs) },
  ];
}
