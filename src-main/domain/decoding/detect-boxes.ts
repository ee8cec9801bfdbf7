import type { DetectionOutputs, ImageTensor } from '../../contract/card.ts';
import type { TensorValue } from '../tensor.ts';
import { activated } from './classification.ts';
import type { Candidate, FindCandidates } from './candidate.ts';
import { numbersOf, wrongShape } from './predictions.ts';

type Outputs = Extract<DetectionOutputs, { decoder: 'boxes' }>;

/** Two outputs: boxes [rows, boxes, 4] and scores [rows, boxes, classes]. */
export function boxCandidates(outputs: Outputs, { width, height }: ImageTensor): FindCandidates {
  const { labels, background, activation, normalized, format, minScore } = outputs;
  const classes = labels.length + (background ? 1 : 0);
  const firstClass = background ? 1 : 0;
  const unitX = normalized ? width : 1;
  const unitY = normalized ? height : 1;
  return ([boxes, scores], rows) => {
    const { data: places, count } = boxesOf(boxes as TensorValue, outputs.boxes, rows);
    const raw = numbersOf(scores as TensorValue, outputs.scores);
    if (raw.length !== rows * count * classes) {
      const needed = `[${rows}, ${count}, ${classes}]${background ? ' (the first class is "nothing")' : ''}`;
      throw wrongShape(outputs.scores, (scores as TensorValue).dims, needed);
    }
    const probabilities = activation === 'none' ? raw : activated(raw, classes, activation);
    return (row) => {
      const found: Candidate[] = [];
      for (let box = row * count; box < (row + 1) * count; box++) {
        for (let c = firstClass; c < classes; c++) {
          const score = probabilities[box * classes + c] as number;
          if (!(score >= minScore)) continue;
          const [a, b, d, e] = places.subarray(4 * box, 4 * box + 4) as unknown as [
            number,
            number,
            number,
            number,
          ];
          found.push({
            ...corners(format, a * unitX, b * unitY, d * unitX, e * unitY),
            label: c - firstClass,
            score,
          });
        }
      }
      return found;
    };
  };
}

function boxesOf(value: TensorValue, name: string, rows: number) {
  const data = numbersOf(value, name);
  const count = data.length / (rows * 4);
  if (!Number.isInteger(count) || value.dims.at(-1) !== 4)
    throw wrongShape(name, value.dims, `[${rows}, boxes, 4]`);
  return { data, count };
}

function corners(format: Outputs['format'], a: number, b: number, c: number, d: number) {
  switch (format) {
    case 'xyxy':
      return { left: a, top: b, right: c, bottom: d };
    case 'xywh':
      return { left: a, top: b, right: a + c, bottom: b + d };
    case 'cxcywh':
      return { left: a - c / 2, top: b - d / 2, right: a + c / 2, bottom: b + d / 2 };
  }
}
