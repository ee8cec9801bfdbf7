import type { DetectionOutputs, ImageTensor, ModelTensor } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { Box } from '../../contract/models.ts';
import type { Placement } from '../encoding/pictures.ts';
import { floatText } from '../float-text.ts';
import type { Candidate, FindCandidates } from './candidate.ts';
import { boxCandidates } from './detect-boxes.ts';
import { regionCandidates } from './detect-regions.ts';
import { yoloxCandidates } from './detect-yolox.ts';
import { keepDistinct } from './overlap.ts';
import type { Decoder } from './predictions.ts';

/** @throws FailureError MODEL_INVALID when the card has no tensor of a picture */
export function detectionDecoder(outputs: DetectionOutputs, tensors: readonly ModelTensor[]): Decoder {
  const image = tensors.find((tensor): tensor is ImageTensor => tensor.kind === 'image');
  if (!image)
    throw failed('MODEL_INVALID', 'the card finds boxes and has no tensor of a picture to find them in');
  const { names, find } = finderOf(outputs, image);
  const { labels, maxOverlap, maxBoxes } = outputs;
  return {
    outputs: names,
    decode(values, rows, marks, placements) {
      const candidatesOf = find(values, rows);
      const boxes = Array.from({ length: rows }, (_, row) => {
        const placement = placements?.[row];
        if (!placement || marks.rejectedBy[row] !== -1) return [];
        return keepDistinct(candidatesOf(row), maxOverlap, maxBoxes).flatMap((candidate) =>
          boxOf(candidate, placement, labels[candidate.label] ?? String(candidate.label)),
        );
      });
      return { classes: null, scores: null, width: 0, boxes };
    },
  };
}

function finderOf(outputs: DetectionOutputs, image: ImageTensor): { names: string[]; find: FindCandidates } {
  switch (outputs.decoder) {
    case 'boxes':
      return { names: [outputs.boxes, outputs.scores], find: boxCandidates(outputs, image) };
    case 'yolox':
      return { names: [outputs.output], find: yoloxCandidates(outputs, image) };
    case 'regions':
      return { names: [outputs.output], find: regionCandidates(outputs, image) };
  }
}

/** From pixels of the tensor to pixels of the picture, cut at its edges; nothing when all of it lies outside. */
function boxOf(candidate: Candidate, placement: Placement, label: string): Box[] {
  const { scaleX, scaleY, offsetX, offsetY, sourceWidth, sourceHeight } = placement;
  const x = (value: number) => Math.min(sourceWidth, Math.max(0, (value - offsetX) / scaleX));
  const y = (value: number) => Math.min(sourceHeight, Math.max(0, (value - offsetY) / scaleY));
  const left = x(candidate.left);
  const top = y(candidate.top);
  const width = x(candidate.right) - left;
  const height = y(candidate.bottom) - top;
  if (!(width > 0 && height > 0)) return [];
  return [
    { label, score: short(candidate.score), box: [short(left), short(top), short(width), short(height)] },
  ];
}

/** The shortest number that is the same float32: models compute in no more. */
function short(value: number): number {
  return Number(floatText(Math.fround(value)));
}
