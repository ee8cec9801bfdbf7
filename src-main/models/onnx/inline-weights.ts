import type { ExternalFiles } from './external-data.ts';
import type { OnnxModel } from './model-view.ts';
import { refusal } from './refusal.ts';
import { type Edit, type Piece, sizeOf } from './splice.ts';
import { bytesHead, Fields } from './wire.ts';

/**
 * Edits that bring weights from files beside the model into the model, so that one file with one sha256 is all of it.
 * @throws MODEL_INVALID when that file would pass 2 GiB
 */
export function inlineWeights(model: OnnxModel, files: ExternalFiles): Edit[] {
  if (model.bytes.length + files.sizeBytes > 2 ** 31 - 1_000_000) {
    throw refusal(
      model.file,
      'has 2 GiB of weights or more, which cannot be brought into one file; use a smaller or quantised model.',
    );
  }
  return files.data.map(({ tensor, fileName, offset, sizeBytes }) => {
    const pieces: Piece[] = [];
    const fields = new Fields(model.bytes, tensor.message);
    while (fields.next()) {
      // Where the weights were: raw_data, external_data, data_location.
      if (fields.number === 9 || fields.number === 13 || fields.number === 14) continue;
      pieces.push(model.bytes.subarray(fields.start, fields.to));
    }
    const descriptor = files.descriptors.get(fileName) ?? -1;
    pieces.push(bytesHead(9, sizeBytes), { descriptor, offset, sizeBytes });
    const field = new Fields(model.bytes, tensor.whole);
    field.next();
    return { whole: tensor.whole, parts: [bytesHead(field.number, sizeOf(pieces)), ...pieces] };
  });
}
