import type { Picture } from './pictures.ts';

/** Where a pixel of the result comes from: between two pixels of the source, and how near the second. */
interface Between {
  first: number;
  second: number;
  share: number;
}

/**
 * Makes a picture larger in one or both directions, by bilinear interpolation between the centres of pixels.
 * A direction that stays as it is, stays exactly so.
 */
export function enlarge(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const { channels, pixels: source } = picture;
  const columns = between(picture.width, width);
  const lines = between(picture.height, height);
  const pixels = new Uint8Array(width * height * channels);
  let at = 0;
  for (const line of lines) {
    const above = line.first * picture.width;
    const below = line.second * picture.width;
    for (const column of columns) {
      for (let channel = 0; channel < channels; channel++) {
        const value = (row: number, x: number) => source[(row + x) * channels + channel] as number;
        const upper = mix(value(above, column.first), value(above, column.second), column.share);
        const lower = mix(value(below, column.first), value(below, column.second), column.share);
        pixels[at++] = Math.round(mix(upper, lower, line.share));
      }
    }
  }
  return { width, height, channels, pixels };
}

function between(from: number, to: number): Between[] {
  return Array.from({ length: to }, (_, at) => {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
    const first = Math.floor(place);
    return { first, second: Math.min(from - 1, first + 1), share: place - first };
  });
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
