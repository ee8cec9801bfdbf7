import type { ModelOutputs } from '../../contract/card.ts';
import { numberText } from '../../domain/decoding/number-text.ts';
import type { Numbers, Predictions } from '../../domain/decoding/predictions.ts';
import { floatTextMaxBytes, writeFloat } from '../../domain/float-text.ts';
import { quoteCell } from './quote-cell.ts';

/** Writes the prediction cells of rows as bytes, each with its delimiter before it. */
export interface CellWriter {
  /** Cells a row gets. */
  readonly cells: number;
  /** Takes the predictions of a block; answers how many bytes a row of it needs at most. */
  take(predictions: Predictions): number;
  /** Writes a row's cells at `at` and returns where they end. */
  write(bytes: Buffer, at: number, row: number): number;
}

/** Room that a number needs: a float32 or a double as `String()` writes it. */
const numberMaxBytes = Math.max(floatTextMaxBytes, 26);

export function createCellWriter(outputs: ModelOutputs, delimiter: number): CellWriter {
  const quoted = (text: string) => Buffer.from(quoteCell(text, String.fromCharCode(delimiter)));
  if (outputs.kind === 'detection') return boxCells(quoted, delimiter);
  if (outputs.kind === 'regression') return numberCells(outputs.targets?.length ?? 1, delimiter);
  return classCells(
    outputs.labels.map(quoted),
    outputs.probabilities === null ? 0 : outputs.labels.length,
    delimiter,
  );
}

/** The class, then its probabilities. */
function classCells(labels: readonly Buffer[], probabilities: number, delimiter: number): CellWriter {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  let classes: Int32Array = new Int32Array(0);
  let numbers: Numbers = new Float32Array(0);
  return {
    cells: 1 + probabilities,
    take(predictions) {
      classes = predictions.classes ?? classes;
      numbers = predictions.scores ?? numbers;
      return 1 + longest + probabilities * (1 + numberMaxBytes);
    },
    write(bytes, from, row) {
      let at = from;
      bytes[at++] = delimiter;
      const label = labels[classes[row] as number] as Buffer;
      for (let i = 0; i < label.length; i++) bytes[at++] = label[i] as number;
      return writeNumbers(bytes, at, numbers, row * probabilities, probabilities, delimiter);
    },
  };
}

function numberCells(width: number, delimiter: number): CellWriter {
  let numbers: Numbers = new Float32Array(0);
  return {
    cells: width,
    take({ scores }) {
      numbers = scores ?? numbers;
      return width * (1 + numberMaxBytes);
    },
    write: (bytes, at, row) => writeNumbers(bytes, at, numbers, row * width, width, delimiter),
  };
}

function writeNumbers(
  bytes: Buffer,
  from: number,
  numbers: Numbers,
  first: number,
  count: number,
  delimiter: number,
): number {
  let at = from;
  if (numbers instanceof Float32Array) {
    for (let index = first; index < first + count; index++) {
      bytes[at++] = delimiter;
      at = writeFloat(bytes, at, numbers[index] as number);
    }
    return at;
  }
  for (let index = first; index < first + count; index++) {
    bytes[at++] = delimiter;
    at += bytes.write(numberText(numbers, index), at, 'latin1');
  }
  return at;
}

/** What was found, as JSON. */
function boxCells(quoted: (text: string) => Buffer, delimiter: number): CellWriter {
  let texts: Buffer[] = [];
  return {
    cells: 1,
    take({ boxes }) {
      texts = (boxes ?? []).map((found) => quoted(JSON.stringify(found)));
      return 1 + texts.reduce((most, text) => Math.max(most, text.length), 0);
    },
    write(bytes, at, row) {
      bytes[at] = delimiter;
      return at + 1 + (texts[row]?.copy(bytes, at + 1) ?? 0);
    },
  };
}
