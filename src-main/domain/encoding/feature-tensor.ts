import type { FeatureTensor, ModelInput } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import { createTensorData, elementsOf, tensorPart, type TensorValue } from '../tensor.ts';
import type { FillColumn } from './cells.ts';
import { float32Categories, float32Numbers } from './float32-columns.ts';
import { type NumericInput, numericColumn } from './numeric-columns.ts';
import type { SourcedFeature, TensorFiller } from './tensor-filler.ts';
import { textColumn } from './text-columns.ts';

/** A tensor of one feature a column: [rows, features], [rows] or [rows, ...dims]. @throws MODEL_INVALID */
export function featureTensor(
  tensor: FeatureTensor,
  features: readonly SourcedFeature[],
  capacity: number,
): TensorFiller {
  const stride = features.length;
  const rowDims = rowDimsOf(tensor);
  const data = createTensorData(tensor.type, capacity * stride);
  const fills = features.map(fillOf);

  function fillOf({ input, missing }: SourcedFeature, first: number): FillColumn {
    if (input.type === 'image') throw mismatch(input, tensor, 'a picture');
    if (tensor.type === 'string')
      return textColumn(input, missing, { values: data as string[], first, stride });
    if (input.type === 'text') throw mismatch(input, tensor, 'a text');
    if (tensor.type === 'float32') {
      const into = { values: data as Float32Array, first, stride };
      if (input.type === 'category') return float32Categories(input, missing, into);
      if (input.type !== 'boolean') return float32Numbers(input, missing, into);
    }
    return numericColumn(input satisfies NumericInput, missing, {
      type: tensor.type,
      values: data,
      first,
      stride,
    } as Parameters<typeof numericColumn>[2]);
  }

  return {
    features,
    fill(cellsOf, _rows, marks, first) {
      fills.forEach((fill, index) => fill(cellsOf(index), marks, first + index));
    },
    feed(rows, into) {
      into[tensor.name] = {
        type: tensor.type,
        data: tensorPart(data, 0, rows * stride),
        dims: [rows, ...rowDims],
      } as TensorValue;
    },
  };
}

function rowDimsOf({ name, features, shape, dims }: FeatureTensor): readonly number[] {
  if (dims) {
    if (elementsOf(dims) === features.length) return dims;
    throw failed(
      'MODEL_INVALID',
      `the card gives tensor "${name}" ${features.length} features for the shape [rows, ${dims.join(', ')}]`,
    );
  }
  if (shape === 'matrix') return [features.length];
  if (features.length === 1) return [];
  throw failed(
    'MODEL_INVALID',
    `the card makes tensor "${name}" a vector of ${features.length} features; it takes one`,
  );
}

function mismatch(input: ModelInput, tensor: FeatureTensor, what: string) {
  return failed(
    'MODEL_INVALID',
    `${input.name} is ${what}, and the card puts it into tensor "${tensor.name}" of type ${tensor.type}`,
  );
}
