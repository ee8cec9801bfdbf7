const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u;
const wholePattern = /^[+-]?\d+$/u;

/** A longer cell is no number that anyone wrote. */
const numberBytesMax = 400;

/** Stands for "no such value" between the readers and the loops; no cell can be this. */
export const notANumber = Number.NaN;

/**
 * Reads a decimal number from bytes exactly as `Number()` reads it, without making a string where it can:
 * up to 15 digits and 22 decimals, mantissa and power of ten are both exact doubles and one division rounds once
 * (W. D. Clinger, "How to read floating point numbers accurately", 1990). NaN when it is no decimal number, or one
 * beyond all doubles.
 */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let negative = false;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) {
    negative = sign === MINUS;
    at++;
  }
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let dot = false;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    const digit = byte - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (dot) decimals++;
    } else if (byte === DOT && !dot) {
      dot = true;
    } else {
      return readNumberSlowly(bytes, start, end);
    }
  }
  if (digits === 0) return notANumber;
  if (digits > 15 || decimals > 22) return readNumberSlowly(bytes, start, end);
  const value = decimals === 0 ? mantissa : mantissa / (powersOfTen[decimals] as number);
  return negative ? -value : value;
}

function readNumberSlowly(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > numberBytesMax) return notANumber;
  const text = asciiText(bytes, start, end);
  if (!decimalPattern.test(text)) return notANumber;
  const value = Number(text);
  return Number.isFinite(value) ? value : notANumber;
}

/**
 * Reads a whole number exactly, however many digits it has: `12`, `-3`, and also `2.0` and `1e3`.
 * `notANumber` when it is no number at all, `notWhole` when it has a fraction.
 */
export function readWhole(bytes: Uint8Array, start: number, end: number): bigint | 'notANumber' | 'notWhole' {
  const value = readNumber(bytes, start, end);
  if (Number.isNaN(value)) return 'notANumber';
  if (Number.isSafeInteger(value)) return BigInt(value);
  if (!Number.isInteger(value)) return 'notWhole';
  const text = asciiText(bytes, start, end);
  return BigInt(wholePattern.test(text) ? text.replace('+', '') : value);
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}
