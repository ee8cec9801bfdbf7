import type { OnnxModel, OnnxTensor } from './model-view.ts';
import { eachInteger, Fields, numberAt, textIn, wireTypes } from './wire.ts';

const most = 100_000;

/** The elements of a small tensor of whole numbers; null when it is of another type, external, or long. */
export function integersOfTensor({ bytes }: Pick<OnnxModel, 'bytes'>, tensor: OnnxTensor): number[] | null {
  const width = ({ 6: 4, 7: 8 } as Record<number, number>)[tensor.elementType];
  if (tensor.external || width === undefined) return null;
  const { raw } = tensor;
  const values: number[] = [];
  if (raw) {
    if (raw.to - raw.from > most * width) return null;
    for (let at = raw.from; at + width <= raw.to; at += width)
      values.push(width === 4 ? bytes.readInt32LE(at) : Number(bytes.readBigInt64LE(at)));
    return values;
  }
  const fields = new Fields(bytes, tensor.message);
  while (fields.next()) {
    if (fields.number !== (tensor.elementType === 6 ? 5 : 7)) continue;
    eachInteger(fields, (at) => {
      if (values.length <= most) values.push(numberAt(bytes, at));
    });
  }
  return values.length > most ? null : values;
}

/** The elements of a tensor of texts; null when it is of another type or long. */
export function textsOfTensor({ bytes }: Pick<OnnxModel, 'bytes'>, tensor: OnnxTensor): string[] | null {
  if (tensor.external || tensor.elementType !== 8) return null;
  const values: string[] = [];
  const fields = new Fields(bytes, tensor.message);
  while (fields.next()) {
    if (!fields.is(6, wireTypes.bytes)) continue;
    if (values.length === most) return null;
    values.push(textIn(bytes, fields));
  }
  return values;
}
