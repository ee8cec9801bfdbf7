import type { ImageTensor } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import { createTensorData, tensorPart, type TensorValue } from '../tensor.ts';
import { rejectRow } from './cells.ts';
import { fitPicture, pictureElements, type PictureReader, type Placement, putPicture } from './pictures.ts';
import type { SourcedFeature, TensorFiller } from './tensor-filler.ts';
import { textColumn } from './text-columns.ts';

/** A tensor of one picture a row. A row without a picture is rejected, whatever the policy. @throws MODEL_INVALID */
export function imageTensor(
  tensor: ImageTensor,
  feature: SourcedFeature,
  capacity: number,
  reader: PictureReader,
): TensorFiller {
  const { input } = feature;
  if (input.type !== 'image') {
    throw failed('MODEL_INVALID', `the card makes a picture of ${input.name}, which is a ${input.type}`);
  }
  const channels = tensor.channels === 'L' ? 1 : 3;
  const elements = pictureElements(tensor);
  const data = createTensorData(tensor.type, capacity * elements);
  const placements: (Placement | null)[] = [];
  const texts: string[] = [];
  const fill = textColumn(
    { ...input, type: 'text', default: null, example: null },
    { kind: 'reject' },
    {
      values: texts,
      first: 0,
      stride: 1,
    },
  );
  return {
    features: [feature],
    placements,
    async fill(cellsOf, rows, marks, first) {
      fill(cellsOf(0), marks, first);
      for (let row = 0; row < rows; row++) {
        placements[row] = null;
        const at = row * elements;
        data.fill(0, at, at + elements);
        if (marks.rejectedBy[row] !== -1) continue;
        const read = await reader.read(texts[row] ?? '', {
          channels,
          fit: (width, height) => fitPicture(tensor, width, height),
        });
        if (typeof read === 'number') {
          rejectRow(marks, row, first, read);
          continue;
        }
        placements[row] = read.placement;
        putPicture(data, at, tensor, read.picture);
      }
    },
    feed(rows, into) {
      const { width, height, layout } = tensor;
      into[tensor.name] = {
        type: tensor.type,
        data: tensorPart(data, 0, rows * elements),
        dims: layout === 'NCHW' ? [rows, channels, height, width] : [rows, height, width, channels],
      } as TensorValue;
    },
  };
}
