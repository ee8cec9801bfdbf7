import { failed } from '../../contract/failure.ts';
import type { RejectMarks } from '../encoding/cells.ts';
import type { TensorValue } from '../tensor.ts';
import { wrongShape } from './predictions.ts';

/**
 * Reads an output that names the class of each row, as texts or numbers, into indexes of `labels`. Numbers are compared
 * as numbers, so that 1 and 1.0 are the class "1".
 */
export function labelIndexes(
  labels: readonly string[],
  name: string,
): (value: TensorValue, rows: number, marks: RejectMarks) => Int32Array {
  const byText = new Map(labels.map((label, index) => [label, index]));
  const byNumber = new Map(
    labels.flatMap((label, index) => (label.trim() === '' ? [] : [[Number(label), index] as const])),
  );
  const booleans = new Map([
    [1, byText.get('True') ?? byText.get('true') ?? byNumber.get(1)],
    [0, byText.get('False') ?? byText.get('false') ?? byNumber.get(0)],
  ]);
  const indexOf = (type: TensorValue['type'], value: string | number | bigint): number | undefined => {
    if (typeof value === 'string') return byText.get(value);
    if (type === 'bool') return booleans.get(Number(value));
    return byText.get(String(value)) ?? byNumber.get(Number(value));
  };
  return ({ type, data, dims }, rows, marks) => {
    if (data.length !== rows) throw wrongShape(name, dims, `one class a row: [${rows}]`);
    const indexes = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      if (marks.rejectedBy[row] !== -1) continue;
      const value = data[row] as string | number | bigint;
      const index = indexOf(type, value);
      if (index === undefined) {
        throw failed(
          'MODEL_INVALID',
          `output "${name}" names a class "${String(value).slice(0, 100)}" that is not among the card's labels: ${labels.slice(0, 8).join(', ')}${labels.length > 8 ? ', …' : ''}`,
          { details: { field: name } },
        );
      }
      indexes[row] = index;
    }
    return indexes;
  };
}
