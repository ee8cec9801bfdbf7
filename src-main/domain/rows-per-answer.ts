import type { ModelOutputs } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';

/** Rows of one call, at most. */
const mostRows = 4096;

/** Numbers in one answer, at most: main writes an answer out in one go, and answers nobody else meanwhile. */
const mostNumbers = 250_000;

/** Rows that can be asked for at once, by what a model gives for each: a thousand classes are a thousand numbers a row. */
export function rowsPerAnswer(outputs: ModelOutputs): number {
  return Math.max(1, Math.min(mostRows, Math.floor(mostNumbers / numbersPerRow(outputs))));
}

/** @throws FailureError BAD_REQUEST for more rows than one answer holds */
export function checkRowsOfAnswer(rows: number, outputs: ModelOutputs): void {
  const most = rowsPerAnswer(outputs);
  if (rows <= most) return;
  throw failed(
    'BAD_REQUEST',
    `The request has ${rows} rows, and an answer of this model holds ${most}; ask for no more at a time.`,
    { details: { field: 'instances' } },
  );
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
