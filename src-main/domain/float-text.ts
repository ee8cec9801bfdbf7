/**
 * The shortest decimal text that reads back as the same float32, written straight into bytes.
 * Predictions are float32; printing them as doubles would show digits the model never computed.
 */

const ZERO = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Room that any float32 text needs at most: `-123456790000000000000` is the longest without an exponent. */
export const floatTextMaxBytes = 24;

/** Text of a float32 for the rare magnitudes and for other doors; `''` for NaN, since a table has no better word. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value === 0 ? 0 : value);
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/**
 * Writes {@link floatText} of `value` at `at` and returns where it ends. The caller leaves `floatTextMaxBytes` of room.
 *
 * For 1e-5 ≤ |value| < 1e7: scale to an integer of 7, 8 or 9 significant digits, take the first that rounds back.
 */
export function writeFloat(out: Uint8Array, at: number, value: number): number {
  const size = Math.abs(value);
  if (!(size >= 1e-5 && size < 1e7)) return writeText(out, at, floatText(value));

  let whole = 1;
  while (whole < 8 && size >= (powersOfTen[whole] as number)) whole++;
  let leadingZeros = 0;
  if (size < 1) {
    whole = 0;
    while (size * (powersOfTen[leadingZeros + 1] as number) < 1) leadingZeros++;
  }
  for (let digits = 7; digits <= 9; digits++) {
    let decimals = digits - whole + leadingZeros;
    const scale = powersOfTen[decimals] as number;
    // Nine digits fit a 32-bit integer, whose divisions by ten are many times faster than those of a double.
    let scaled = Math.round(size * scale) | 0;
    if (Math.fround(scaled / scale) !== size) continue;
    while (decimals > 0 && scaled % 10 === 0) {
      scaled = (scaled / 10) | 0;
      decimals--;
    }
    if (value < 0) out[at++] = MINUS;
    return writeDecimal(out, at, scaled, decimals);
  }
  return writeText(out, at, floatText(value));
}

function writeDecimal(out: Uint8Array, at: number, scaled: number, decimals: number): number {
  let width = 1;
  while (width < 10 && scaled >= (powersOfTen[width] as number)) width++;
  if (width <= decimals) width = decimals + 1;
  const end = at + width + (decimals > 0 ? 1 : 0);
  let rest = scaled;
  const dot = decimals > 0 ? end - 1 - decimals : -1;
  for (let i = end - 1; i >= at; i--) {
    if (i === dot) {
      out[i] = DOT;
      continue;
    }
    const next = (rest / 10) | 0;
    out[i] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}

function writeText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}
