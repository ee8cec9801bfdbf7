import type { RegressionOutputs } from '../../contract/card.ts';
import type { TensorValue } from '../tensor.ts';
import { rejectUnfinite } from './classification.ts';
import { type Decoder, numbersOf, wrongShape } from './predictions.ts';

/** One value a row, or one for each target. */
export function regressionDecoder({ value: name, targets }: RegressionOutputs): Decoder {
  const width = targets?.length ?? 1;
  return {
    outputs: [name],
    decode([value], rows, marks) {
      const scores = numbersOf(value as TensorValue, name);
      if (scores.length !== rows * width) {
        throw wrongShape(name, (value as TensorValue).dims, `[${rows}, ${width}]`);
      }
      rejectUnfinite(scores, rows, width, marks);
      return { classes: null, scores, width, boxes: null };
    },
  };
}
