import type { DetectionOutputs, ImageTensor } from '../../contract/card.ts';
import type { TensorValue } from '../tensor.ts';
import type { Candidate, FindCandidates } from './candidate.ts';
import { numbersOf, wrongShape } from './predictions.ts';

interface Cell {
  x: number;
  y: number;
  stride: number;
}

/**
 * One output [rows, cells, 5 + classes]: centre relative to the cell, log of the size, objectness, class scores
 * (YOLOX: Ge et al. 2021, arXiv 2107.08430). Cells go grid by grid in the order of the strides, row by row.
 */
export function yoloxCandidates(
  { output, labels, strides, minScore }: Extract<DetectionOutputs, { decoder: 'yolox' }>,
  { width, height }: ImageTensor,
): FindCandidates {
  const cells = strides.flatMap((stride) => gridOf(stride, width, height));
  const step = 5 + labels.length;
  return ([value], rows) => {
    const data = numbersOf(value as TensorValue, output);
    if (data.length !== rows * cells.length * step) {
      throw wrongShape(output, (value as TensorValue).dims, `[${rows}, ${cells.length}, ${step}]`);
    }
    return (row) => {
      const found: Candidate[] = [];
      cells.forEach(({ x, y, stride }, index) => {
        const at = (row * cells.length + index) * step;
        const objectness = data[at + 4] as number;
        let label = 0;
        for (let c = 1; c < labels.length; c++) {
          if ((data[at + 5 + c] as number) > (data[at + 5 + label] as number)) label = c;
        }
        const score = objectness * (data[at + 5 + label] as number);
        if (!(score >= minScore)) return;
        const centreX = ((data[at] as number) + x) * stride;
        const centreY = ((data[at + 1] as number) + y) * stride;
        const halfWidth = (Math.exp(data[at + 2] as number) * stride) / 2;
        const halfHeight = (Math.exp(data[at + 3] as number) * stride) / 2;
        found.push({
          left: centreX - halfWidth,
          top: centreY - halfHeight,
          right: centreX + halfWidth,
          bottom: centreY + halfHeight,
          label,
          score,
        });
      });
      return found;
    };
  };
}

function gridOf(stride: number, width: number, height: number): Cell[] {
  const columns = Math.floor(width / stride);
  return Array.from({ length: columns * Math.floor(height / stride) }, (_, index) => ({
    x: index % columns,
    y: Math.floor(index / columns),
    stride,
  }));
}
