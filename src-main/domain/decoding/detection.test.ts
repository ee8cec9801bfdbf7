import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectionOutputs, ImageTensor } from '../../contract/card.ts';
import { fitPicture, type Placement, placementOf } from '../encoding/pictures.ts';
import type { TensorValue } from '../tensor.ts';
import { detectionDecoder } from './detection.ts';
import type { Candidate } from './candidate.ts';
import { keepDistinct, overlap } from './overlap.ts';

const image: ImageTensor = {
  kind: 'image',
  name: 'image',
  type: 'float32',
  feature: 'photo',
  layout: 'NCHW',
  channels: 'RGB',
  width: 100,
  height: 100,
  fit: 'stretch',
  pad: 0,
  scale: 1,
  mean: [0],
  std: [1],
};
const base = {
  kind: 'detection',
  labels: ['cat', 'dog'],
  minScore: 0.5,
  maxOverlap: 0.5,
  maxBoxes: 10,
} as const;

function floats(values: number[], dims: number[]): TensorValue {
  return { type: 'float32', data: Float32Array.from(values), dims };
}

function detect(outputs: DetectionOutputs, values: TensorValue[], tensor = image, source = [100, 100]) {
  const [width = 0, height = 0] = source;
  const placement: Placement = placementOf(fitPicture(tensor, width, height), width, height);
  const marks = { rejectedBy: new Int32Array(1).fill(-1), rejectedWhy: new Uint8Array(1) };
  return detectionDecoder(outputs, [tensor]).decode(values, 1, marks, [placement]).boxes?.[0];
}

describe('boxes and scores', () => {
  const outputs: DetectionOutputs = {
    ...base,
    labels: [...base.labels],
    decoder: 'boxes',
    boxes: 'b',
    scores: 's',
    format: 'xyxy',
    normalized: true,
    background: false,
    activation: 'none',
  };
  it('keeps the best of those that overlap, class by class, best first', () => {
    const boxes = floats([0, 0, 0.5, 0.5, 0, 0, 0.5, 0.48, 0.625, 0.625, 0.875, 0.875], [1, 3, 4]);
    const scores = floats([0.6, 0.9, 0.8, 0.1, 0, 0.75], [1, 3, 2]);
    expect(detect(outputs, [boxes, scores])).toEqual([
      { label: 'dog', score: 0.9, box: [0, 0, 50, 50] },
      { label: 'cat', score: 0.8, box: [0, 0, 50, 48] },
      { label: 'dog', score: 0.75, box: [62.5, 62.5, 25, 25] },
    ]);
  });
  it('reads every format, and leaves "nothing" out', () => {
    const other: DetectionOutputs = { ...outputs, normalized: false, background: true };
    const scores = floats([0.99, 0.1, 0.7], [1, 1, 3]);
    const expected = [{ label: 'dog', score: 0.7, box: [10, 20, 30, 40] }];
    const as = (format: 'xyxy' | 'xywh' | 'cxcywh', place: number[]) =>
      detect({ ...other, format }, [floats(place, [1, 1, 4]), scores]);
    expect(as('xyxy', [10, 20, 40, 60])).toEqual(expected);
    expect(as('xywh', [10, 20, 30, 40])).toEqual(expected);
    expect(as('cxcywh', [25, 40, 30, 40])).toEqual(expected);
  });
  it('finds its way back from how the picture was fitted', () => {
    const place = floats([25, 25, 75, 75], [1, 1, 4]);
    const scores = floats([1, 0], [1, 1, 2]);
    const found = (fit: ImageTensor['fit']) =>
      detect({ ...outputs, normalized: false }, [place, scores], { ...image, fit }, [400, 200])?.[0]?.box;
    expect(found('stretch')).toEqual([100, 50, 200, 100]);
    // 100 × 50 in the upper left corner: what lies below is cut.
    expect(found('contain')).toEqual([100, 100, 200, 100]);
    // The middle 200 × 200.
    expect(found('cover')).toEqual([150, 50, 100, 100]);
  });
  it('fails by name for other shapes', () => {
    const wrong = () => detect(outputs, [floats([0, 0, 1, 1], [1, 1, 4]), floats([1], [1, 1, 1])]);
    expect(wrong).toThrow(/output "s" has the shape \[1, 1, 1\]; the card needs \[1, 1, 2\]/u);
  });
});

it('reads the cells of YOLOX', () => {
  const outputs: DetectionOutputs = {
    ...base,
    labels: ['cat', 'dog'],
    decoder: 'yolox',
    output: 'o',
    strides: [50, 100],
  };
  const cell = (x: number, y: number, width: number, height: number, score: number) => [
    x,
    y,
    Math.log(width),
    Math.log(height),
    score,
    0.5,
    1,
  ];
  const none = cell(0, 0, 1, 1, 0);
  // The second cell of the first row of four, and the only one of the second grid.
  const values = [none, cell(0.5, 0.5, 0.4, 0.2, 0.8), none, none, cell(0.5, 0.5, 1, 0.5, 0.9)].flat();
  expect(detect(outputs, [floats(values, [1, 5, 7])])).toEqual([
    { label: 'dog', score: 0.9, box: [0, 25, 100, 50] },
    { label: 'dog', score: 0.8, box: [65, 20, 20, 10] },
  ]);
  expect(() => detect(outputs, [floats(none, [1, 1, 7])])).toThrow(/the card needs \[1, 5, 7\]/u);
});

it('finds the regions of a map', () => {
  const outputs: DetectionOutputs = {
    ...base,
    labels: ['text'],
    decoder: 'regions',
    output: 'm',
    mapThreshold: 0.3,
    unclip: 1,
    minSide: 20,
  };
  const map = new Array<number>(100).fill(0.1);
  for (const at of [11, 12, 13, 14, 21, 22, 23, 24]) map[at] = 0.9;
  map[77] = 1;
  for (const at of [70, 71, 80, 81]) map[at] = 0.4;
  const found = detect(outputs, [floats(map, [1, 1, 10, 10])]);
  // 40 × 20 at (10, 10), grown on each side by 800 / 120; one cell is too small and another region too faint.
  const grown = 800 / 120;
  expect(found).toHaveLength(1);
  expect(found?.[0]?.score).toBeCloseTo(0.9, 6);
  for (const [at, value] of [10 - grown, 10 - grown, 40 + 2 * grown, 20 + 2 * grown].entries()) {
    expect(found?.[0]?.box[at]).toBeCloseTo(value, 4);
  }
});

describe('keepDistinct', () => {
  const candidate = fc.record({
    left: fc.double({ min: 0, max: 50, noNaN: true }),
    top: fc.double({ min: 0, max: 50, noNaN: true }),
    right: fc.double({ min: 50, max: 100, noNaN: true }),
    bottom: fc.double({ min: 50, max: 100, noNaN: true }),
    label: fc.nat(2),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  it('leaves out exactly those that a better one of their class hides', () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 30 }), (candidates) => {
        const kept = keepDistinct(candidates, 0.5, 100);
        const hides = (a: Candidate, b: Candidate) => a.label === b.label && overlap(a, b) > 0.5;
        for (const one of kept)
          for (const other of kept) if (one !== other) expect(hides(one, other)).toBe(false);
        for (const one of candidates) {
          if (!kept.includes(one))
            expect(kept.some((other) => hides(other, one) && other.score >= one.score)).toBe(true);
        }
        expect(kept).toEqual([...kept].sort((a, b) => b.score - a.score));
      }),
    );
  });
});
