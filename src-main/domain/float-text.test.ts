import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatText, floatTextMaxBytes, writeFloat } from './float-text.ts';

const written = (value: number) => {
  const out = new Uint8Array(64).fill(0x21);
  const end = writeFloat(out, 3, value);
  expect(end - 3).toBeLessThanOrEqual(floatTextMaxBytes);
  expect(out[end]).toBe(0x21);
  return String.fromCharCode(...out.subarray(3, end));
};

describe('float32 text', () => {
  it('reads back as the same float32 and is at most nine digits long', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.float({ noNaN: true, noDefaultInfinity: true }),
          fc.float({ min: 0, max: 1, noNaN: true }),
        ),
        (value) => {
          for (const text of [written(value), floatText(value)]) {
            expect(Math.fround(Number(text))).toBe(value === 0 ? 0 : value);
            expect(
              Number(text).toExponential().replace(/e.*$/u, '').replaceAll(/[-.]/gu, '').length,
            ).toBeLessThanOrEqual(9);
          }
        },
      ),
      { numRuns: 20_000, seed: 5 },
    );
  });

  it('writes the numbers people expect', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [-0, '0'],
      [1, '1'],
      [0.5, '0.5'],
      [0.1, '0.1'],
      [0.001, '0.001'],
      [12.25, '12.25'],
      [-3.5, '-3.5'],
      [123456, '123456'],
      [9999999, '9999999'],
      [1e10, '10000000000'],
      [1e-7, '1e-7'],
      [Number.NaN, ''],
    ];
    for (const [value, text] of cases) expect(written(Math.fround(value))).toBe(text);
  });
});
