import type { ModelOutputs } from '../contract/card.ts';

/** Rows of one call, at most. */
const mostRows = 4096;

/** Numbers in one answer, at most: main writes an answer out in one go, and answers nobody else meanwhile. */
const mostNumbers = 250_000;

/** Rows that can be asked for at once, by what a model gives for each: a thousand classes are a thousand numbers a row. */
export function rowsPerAnswer(outputs: ModelOutputs): number {
  return Math.max(1, Math.min(mostRows, Math.floor(mostNumbers / numbersPerRow(outputs))));
}

function numbersPerRow(outputs: ModelOutputs): number {
  switch (outputs.kind) {
    case 'classification':
      return outputs.probabilities === null ? 1 : outputs.labels.length;
    case 'regression':
      return outputs.targets?.length ?? 1;
    case 'detection':
      return outputs.maxBoxes * numbersPerBox;
  }
}

const numbersPerBox = 6;
