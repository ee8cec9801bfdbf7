import type { Box } from '../../../src-main/contract/index.ts';

type Rect = Box['box'];
export interface Size {
  width: number;
  height: number;
}

/** Of more boxes than this each tag stands at its box's corner: there is no free place to look for. */
const mostPlaced = 80;

/**
 * Where the tags of boxes hide least. A tag stands beside a corner of its box, above or below it or at its end; of these
 * the place is taken that covers the smallest share of boxes and of tags placed before. Small boxes are titles and captions,
 * which one tag would hide whole, so they are told first and what they hold weighs more.
 * @param boxes x, y, width, height in pixels of the picture
 * @param sizes of the tags, in the same order and unit
 * @returns the upper left corners of the tags, in the same order
 */
export function placeTags(
  boxes: readonly Rect[],
  sizes: readonly Size[],
  picture: Size,
): readonly { x: number; y: number }[] {
  const placed: Rect[] = [];
  const places = boxes.map(() => ({ x: 0, y: 0 }));
  const order = boxes.map((_, at) => at).sort((a, b) => areaOf(boxes[a]) - areaOf(boxes[b]));
  for (const at of order) {
    const box = boxes[at];
    const size = sizes[at];
    if (!box || !size) continue;
    const candidates = placesAt(box, size, picture);
    const best = boxes.length > mostPlaced ? candidates[0] : leastCovering(candidates, size, boxes, placed);
    if (!best) continue;
    places[at] = best;
    placed.push([best.x, best.y, size.width, size.height]);
  }
  return places;
}

/** The usual place comes first, which wins among equals. */
function placesAt([x, y, width, height]: Rect, tag: Size, picture: Size): { x: number; y: number }[] {
  const right = x + width - tag.width;
  const middle = y + (height - tag.height) / 2;
  return [
    { x, y: y - tag.height },
    { x: right, y: y - tag.height },
    { x: x - tag.width, y: middle },
    { x: x + width, y: middle },
    { x, y: y + height },
    { x: right, y: y + height },
    { x: x - tag.width, y },
    { x: x + width, y },
    { x: right, y },
  ].map((place) => ({
    x: Math.max(0, Math.min(place.x, picture.width - tag.width)),
    y: Math.max(0, Math.min(place.y, picture.height - tag.height)),
  }));
}

function leastCovering(
  candidates: readonly { x: number; y: number }[],
  size: Size,
  boxes: readonly Rect[],
  placed: readonly Rect[],
): { x: number; y: number } | undefined {
  let best: { x: number; y: number } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of candidates) {
    const tag: Rect = [place.x, place.y, size.width, size.height];
    let cost = 0;
    for (const box of boxes) cost += shared(tag, box) / Math.max(1, areaOf(box));
    for (const other of placed) cost += (2 * shared(tag, other)) / Math.max(1, areaOf(other));
    if (cost < least - 1e-9) {
      least = cost;
      best = place;
    }
  }
  return best;
}

function areaOf(box: Rect | undefined): number {
  return box ? box[2] * box[3] : 0;
}

function shared(a: Rect, b: Rect): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}
