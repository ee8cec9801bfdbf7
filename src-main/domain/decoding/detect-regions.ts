import type { DetectionOutputs, ImageTensor } from '../../contract/card.ts';
import type { TensorValue } from '../tensor.ts';
import type { Candidate, FindCandidates } from './candidate.ts';
import { type Numbers, numbersOf, wrongShape } from './predictions.ts';

type Outputs = Extract<DetectionOutputs, { decoder: 'regions' }>;

/**
 * A map of probabilities [rows, 1, height, width]: each connected region over the threshold becomes the upright box
 * around it, its score the mean probability inside, grown by area × unclip / perimeter of that box on each side
 * (DB: Liao et al. 2020, arXiv 1911.08947, section 3.4, for upright boxes).
 */
export function regionCandidates(outputs: Outputs, image: ImageTensor): FindCandidates {
  const { output, minScore, minSide, unclip } = outputs;
  return ([value], rows) => {
    const { dims } = value as TensorValue;
    const map = numbersOf(value as TensorValue, output);
    const width = dims.at(-1) ?? 0;
    const height = dims.at(-2) ?? 0;
    if (dims.length < 3 || width === 0 || map.length !== rows * width * height) {
      throw wrongShape(output, dims, `a map a row: [${rows}, 1, height, width]`);
    }
    const unitX = image.width / width;
    const unitY = image.height / height;
    return (row) => {
      const found: Candidate[] = [];
      const first = row * width * height;
      for (const region of regionsOf(map.subarray(first, first + width * height), width, height, outputs)) {
        const sideX = (region.right - region.left) * unitX;
        const sideY = (region.bottom - region.top) * unitY;
        const score = region.sum / region.cells;
        if (Math.min(sideX, sideY) < minSide || !(score >= minScore)) continue;
        const grown = (sideX * sideY * unclip) / (2 * (sideX + sideY));
        found.push({
          left: region.left * unitX - grown,
          top: region.top * unitY - grown,
          right: region.right * unitX + grown,
          bottom: region.bottom * unitY + grown,
          label: 0,
          score,
        });
      }
      return found;
    };
  };
}

interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
  cells: number;
  sum: number;
}

/** Regions whose cells touch, corners included. Edges are those of the cells, so a single cell is 1 wide. */
function regionsOf(map: Numbers, width: number, height: number, { mapThreshold }: Outputs): Region[] {
  const seen = new Uint8Array(map.length);
  const stack = new Int32Array(map.length);
  const regions: Region[] = [];
  for (let start = 0; start < map.length; start++) {
    if (seen[start] === 1 || !((map[start] as number) > mapThreshold)) continue;
    const region: Region = { left: width, top: height, right: 0, bottom: 0, cells: 0, sum: 0 };
    let depth = 0;
    stack[depth++] = start;
    seen[start] = 1;
    while (depth > 0) {
      const cell = stack[--depth] as number;
      const x = cell % width;
      const y = (cell - x) / width;
      region.left = Math.min(region.left, x);
      region.right = Math.max(region.right, x + 1);
      region.top = Math.min(region.top, y);
      region.bottom = Math.max(region.bottom, y + 1);
      region.cells++;
      region.sum += map[cell] as number;
      for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY++) {
        for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX++) {
          const next = nextY * width + nextX;
          if (seen[next] === 1 || !((map[next] as number) > mapThreshold)) continue;
          seen[next] = 1;
          stack[depth++] = next;
        }
      }
    }
    regions.push(region);
  }
  return regions;
}
