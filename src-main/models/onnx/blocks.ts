/** A run of alike nodes, or a block of them that comes several times over. */
export interface Step {
  operator: string;
  count: number;
  texts: string[];
  /** Nodes in it, all repetitions together. */
  nodes: number;
}

const longestBlock = 80;
const mostSteps = 20_000;

/**
 * Steps with every block that follows itself (the layers of a transformer) drawn once. Blocks are alike when their
 * operators are; what covers most is taken first from the left.
 */
export function foldBlocks(steps: readonly Step[]): Step[] {
  if (steps.length > mostSteps) return [...steps];
  const folded: Step[] = [];
  for (let at = 0; at < steps.length; ) {
    const { length, times } = repetitionAt(steps, at);
    const block = steps.slice(at, at + length);
    const all = steps.slice(at, at + length * times);
    if (times > 1)
      folded.push({ operator: 'Block', count: times, texts: [inShort(block)], nodes: nodesIn(all) });
    else folded.push(...block);
    at += length * times;
  }
  return folded;
}

function repetitionAt(steps: readonly Step[], at: number): { length: number; times: number } {
  let best = { length: 1, times: 1 };
  for (let length = 2; length <= longestBlock && at + 2 * length <= steps.length; length++) {
    let same = 0;
    while (at + length + same < steps.length && alike(steps[at + same], steps[at + length + same])) same++;
    const times = 1 + Math.floor(same / length);
    if (times > 1 && length * times > best.length * best.times) best = { length, times };
  }
  return best;
}

function alike(a: Step | undefined, b: Step | undefined): boolean {
  return a?.operator === b?.operator && a?.count === b?.count;
}

function nodesIn(steps: readonly Step[]): number {
  return steps.reduce((sum, { nodes }) => sum + nodes, 0);
}

/** `24 nodes: MatMul 128 → 128, Softmax, …`: what says most of it. */
function inShort(block: readonly Step[]): string {
  const told = block
    .filter(({ texts }) => texts.length > 0)
    .map(({ operator, texts }) => `${operator} ${texts.join(', ')}`);
  const named = [...new Set(told.length > 0 ? told : block.map(({ operator }) => operator))];
  const shown = named.slice(0, 3).join(', ');
  return `${nodesIn(block)} nodes: ${shown}${named.length > 3 ? ', …' : ''}`;
}
