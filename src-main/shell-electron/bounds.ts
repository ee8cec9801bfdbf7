/** In the units of the desktop, as Electron's `Rectangle`. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const minimumSize = { width: 880, height: 560 };
const usualSize = { width: 1320, height: 860 };

/**
 * Where to put the window: where it was, when enough of that can still be seen and reached; else in the middle of
 * the first display. Never larger than the display it is on.
 *
 * @param areas the parts of the displays that windows may use, the primary one first.
 */
export function fitBounds(remembered: Bounds | null, areas: readonly [Bounds, ...Bounds[]]): Bounds {
  const wanted = remembered ?? { x: 0, y: 0, ...usualSize };
  const seen = areas.map((area) => overlap(wanted, area));
  const most = Math.max(...seen);
  const isReachable = remembered !== null && most > 0;
  const area = (isReachable ? areas[seen.indexOf(most)] : undefined) ?? areas[0];
  const width = fitLength(wanted.width, minimumSize.width, area.width);
  const height = fitLength(wanted.height, minimumSize.height, area.height);
  if (!isReachable) {
    return {
      x: Math.round(area.x + (area.width - width) / 2),
      y: Math.round(area.y + (area.height - height) / 2),
      width,
      height,
    };
  }
  return {
    x: Math.min(Math.max(Math.round(wanted.x), area.x), area.x + area.width - width),
    y: Math.min(Math.max(Math.round(wanted.y), area.y), area.y + area.height - height),
    width,
    height,
  };
}

function fitLength(wanted: number, minimum: number, available: number): number {
  return Math.min(Math.max(Math.round(wanted), minimum), available);
}

function overlap(one: Bounds, other: Bounds): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(width, 0) * Math.max(height, 0);
}
