import { describe, expect, it } from 'vitest';
import type { ClassificationOutputs } from '../../contract/card.ts';
import { rejectKinds } from '../encoding/reject-kinds.ts';
import type { TensorValue } from '../tensor.ts';
import { classificationDecoder } from './classification.ts';
import { predictionOf } from './prediction-of.ts';
import { rejectedByModel } from './predictions.ts';

const card: ClassificationOutputs = {
  kind: 'classification',
  probabilities: 'p',
  activation: 'none',
  labels: ['no', 'yes'],
};

function decode(outputs: ClassificationOutputs, values: TensorValue[], rows: number) {
  const marks = { rejectedBy: new Int32Array(rows).fill(-1), rejectedWhy: new Uint8Array(rows) };
  const decoded = classificationDecoder(outputs).decode(values, rows, marks, null);
  return {
    marks,
    rows: Array.from({ length: rows }, (_, row) => predictionOf(outputs, decoded, row)),
    labels: Array.from(decoded.classes ?? [], (index) => outputs.labels[index]),
    scores: [...(decoded.scores ?? [])],
  };
}

const floats = (values: number[], dims: number[]): TensorValue => ({
  type: 'float32',
  data: Float32Array.from(values),
  dims,
});

describe('probabilities', () => {
  it('name the class with the highest one', () => {
    const { rows } = decode(card, [floats([0.25, 0.75, 0.5, 0.5], [2, 2])], 2);
    expect(rows).toEqual([
      { prediction: 'yes', probabilities: { no: 0.25, yes: 0.75 } },
      { prediction: 'no', probabilities: { no: 0.5, yes: 0.5 } },
    ]);
  });
  it('may be one column: that of the second of two classes', () => {
    for (const dims of [[2], [2, 1]]) {
      const { scores, labels } = decode(card, [floats([0.25, 0.75], dims)], 2);
      expect(scores).toEqual([0.75, 0.25, 0.25, 0.75]);
      expect(labels).toEqual(['no', 'yes']);
    }
  });
  it('come of logits by softmax or sigmoid, also of huge ones', () => {
    const softmax = decode({ ...card, activation: 'softmax' }, [floats([1000, 1000, 0, 1000], [2, 2])], 2);
    expect(softmax.scores).toEqual([0.5, 0.5, 0, 1]);
    const sigmoid = decode({ ...card, activation: 'sigmoid' }, [floats([0, 1000], [2, 1])], 2);
    expect(sigmoid.scores).toEqual([0.5, 0.5, 0, 1]);
  });
  it('decide by a threshold of the positive class', () => {
    const values = [floats([0.7, 0.3, 0.8, 0.2], [2, 2])];
    expect(decode({ ...card, threshold: 0.25 }, values, 2).labels).toEqual(['yes', 'no']);
    expect(decode({ ...card, threshold: 0.75, positive: 'no' }, values, 2).labels).toEqual(['yes', 'no']);
  });
  it('may be float16, float64 or quantised', () => {
    const half: TensorValue = { type: 'float16', data: Float16Array.from([0.25, 0.75]), dims: [1, 2] };
    const double: TensorValue = { type: 'float64', data: Float64Array.from([0.1, 0.9]), dims: [1, 2] };
    const bytes: TensorValue = { type: 'uint8', data: Uint8Array.from([3, 252]), dims: [1, 2] };
    expect(decode(card, [half], 1).scores).toEqual([0.25, 0.75]);
    expect(decode(card, [double], 1).rows).toEqual([
      { prediction: 'yes', probabilities: { no: 0.1, yes: 0.9 } },
    ]);
    expect(decode(card, [bytes], 1).labels).toEqual(['yes']);
  });
  it('that are no numbers reject their row alone', () => {
    const { marks } = decode(
      card,
      [floats([0.5, 0.5, Number.NaN, 0, 0, Number.POSITIVE_INFINITY], [3, 2])],
      3,
    );
    expect([...marks.rejectedBy]).toEqual([-1, rejectedByModel, rejectedByModel]);
    expect([...marks.rejectedWhy]).toEqual([0, rejectKinds.noAnswer, rejectKinds.noAnswer]);
  });
  it('of another shape or type fail by name', () => {
    expect(() => decode(card, [floats([1, 2, 3], [1, 3])], 1)).toThrow(/output "p" has the shape \[1, 3\]/u);
    const texts: TensorValue = { type: 'string', data: ['a', 'b'], dims: [1, 2] };
    expect(() => decode(card, [texts], 1)).toThrow(/output "p" holds texts/u);
  });
});

describe('a label output', () => {
  const labelled: ClassificationOutputs = {
    ...card,
    label: 'l',
    probabilities: null,
    labels: ['-1', '0', '1'],
  };
  it('names the class, as text or number', () => {
    const outputs: TensorValue[] = [
      { type: 'int64', data: BigInt64Array.from([1n, -1n]), dims: [2] },
      { type: 'int32', data: Int32Array.from([1, -1]), dims: [2, 1] },
      { type: 'float32', data: Float32Array.from([1, -1]), dims: [2] },
      { type: 'string', data: ['1', '-1'], dims: [2] },
    ];
    for (const output of outputs) {
      expect(decode(labelled, [output], 2).rows).toEqual([{ prediction: '1' }, { prediction: '-1' }]);
    }
  });
  it('may be booleans', () => {
    const output: TensorValue = { type: 'bool', data: Uint8Array.from([1, 0]), dims: [2] };
    expect(decode({ ...labelled, labels: ['False', 'True'] }, [output], 2).labels).toEqual(['True', 'False']);
  });
  it('wins over the probabilities beside it', () => {
    const values = [
      floats([0.9, 0.1], [1, 2]),
      { type: 'string', data: ['yes'], dims: [1] } satisfies TensorValue,
    ];
    expect(decode({ ...card, label: 'l' }, values, 1).labels).toEqual(['yes']);
  });
  it('fails by name for a class the card does not know', () => {
    const output: TensorValue = { type: 'string', data: ['2'], dims: [1] };
    expect(() => decode(labelled, [output], 1)).toThrow(/output "l" names a class "2" that is not among/u);
  });
  it('or probabilities there must be', () => {
    expect(() => classificationDecoder({ ...card, probabilities: null })).toThrow(/neither a label nor/u);
  });
});
