import type { ClassificationOutputs } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { RejectMarks } from '../encoding/cells.ts';
import { rejectKinds } from '../encoding/reject-kinds.ts';
import type { TensorValue } from '../tensor.ts';
import { labelIndexes } from './label-indexes.ts';
import { type Decoder, type Numbers, numbersOf, rejectByModel, wrongShape } from './predictions.ts';

/** The class whose probability is "the score": the positive one, or the last. */
export function scoreClass({ labels, positive }: ClassificationOutputs): number {
  const index = positive ? labels.indexOf(positive) : -1;
  return index >= 0 ? index : labels.length - 1;
}

/** @throws FailureError MODEL_INVALID when the card names neither a label nor probabilities */
export function classificationDecoder(outputs: ClassificationOutputs): Decoder {
  const { labels, probabilities, activation } = outputs;
  const label = outputs.label ?? null;
  if (label === null && probabilities === null) {
    throw failed('MODEL_INVALID', "the card's outputs name neither a label nor probabilities");
  }
  const width = labels.length;
  const threshold = width === 2 ? (outputs.threshold ?? null) : null;
  const positive = scoreClass(outputs);
  const indexes = labelIndexes(labels, label ?? '');

  return {
    outputs: [...(probabilities === null ? [] : [probabilities]), ...(label === null ? [] : [label])],
    decode(values, rows, marks) {
      const scores =
        probabilities === null
          ? null
          : probabilitiesOf(values[0] as TensorValue, probabilities, rows, width, activation);
      if (scores) rejectUnfinite(scores, rows, width, marks);
      let classes: Int32Array;
      if (label !== null) classes = indexes(values.at(-1) as TensorValue, rows, marks);
      else if (threshold !== null) classes = overThreshold(scores as Numbers, rows, positive, threshold);
      else classes = largest(scores as Numbers, rows, width);
      return { classes, scores, width: scores ? width : 0, boxes: null };
    },
  };
}

function probabilitiesOf(
  value: TensorValue,
  name: string,
  rows: number,
  width: number,
  activation: ClassificationOutputs['activation'],
): Numbers {
  const numbers = numbersOf(value, name);
  if (width === 2 && numbers.length === rows) return bothOf(numbers, activation);
  if (numbers.length !== rows * width) {
    throw wrongShape(name, value.dims, `one probability a class: [${rows}, ${width}]`);
  }
  return activation === 'none' ? numbers : activated(numbers, width, activation);
}

/** From the probability of the second of two classes to those of both. */
function bothOf(second: Numbers, activation: ClassificationOutputs['activation']): Numbers {
  const both = sameKind(second, second.length * 2);
  for (let row = 0; row < second.length; row++) {
    const value = second[row] as number;
    const probability = activation === 'none' ? value : sigmoid(value);
    both[2 * row] = 1 - probability;
    both[2 * row + 1] = probability;
  }
  return both;
}

/** Softmax over each row, or the sigmoid of each number. */
export function activated(numbers: Numbers, width: number, activation: 'softmax' | 'sigmoid'): Numbers {
  const out = sameKind(numbers, numbers.length);
  if (activation === 'sigmoid') {
    for (let i = 0; i < out.length; i++) out[i] = sigmoid(numbers[i] as number);
    return out;
  }
  const powers = new Float64Array(width);
  for (let first = 0; first < numbers.length; first += width) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < width; c++) most = Math.max(most, numbers[first + c] as number);
    let sum = 0;
    for (let c = 0; c < width; c++) sum += powers[c] = Math.exp((numbers[first + c] as number) - most);
    for (let c = 0; c < width; c++) out[first + c] = (powers[c] as number) / sum;
  }
  return out;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function sameKind(like: Numbers, length: number): Numbers {
  return like instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

export function rejectUnfinite(numbers: Numbers, rows: number, width: number, marks: RejectMarks): void {
  // One NaN or infinity makes the sum of all one; nearly always there is none, and no row needs a look.
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] as number;
  if (Number.isFinite(sum)) return;
  for (let row = 0; row < rows; row++) {
    const own = numbers.subarray(row * width, (row + 1) * width);
    if (!own.every(Number.isFinite)) rejectByModel(marks, row, rejectKinds.noAnswer);
  }
}

function largest(scores: Numbers, rows: number, width: number): Int32Array {
  const classes = new Int32Array(rows);
  for (let row = 0, first = 0; row < rows; row++, first += width) {
    let best = 0;
    for (let c = 1; c < width; c++) {
      if ((scores[first + c] as number) > (scores[first + best] as number)) best = c;
    }
    classes[row] = best;
  }
  return classes;
}

function overThreshold(scores: Numbers, rows: number, positive: number, threshold: number): Int32Array {
  const classes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    classes[row] = (scores[2 * row + positive] as number) >= threshold ? positive : 1 - positive;
  }
  return classes;
}
