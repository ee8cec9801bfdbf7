import { refusal } from './words.ts';

/** A number by the characters it was written with, which a double cannot always hold. */
export interface WrittenNumber {
  text: string;
}

/**
 * `JSON.parse`, but with numbers beyond what a double counts exactly (2^53) as {@link WrittenNumber}.
 * @throws FailureError BAD_REQUEST for lists within lists so deep that they cannot be walked
 */
export function parseWritten(json: string): unknown {
  try {
    return JSON.parse(json, keepWritten as (key: string, value: unknown) => unknown);
  } catch {
    throw refusal('The body is nested too deep.');
  }
}

function keepWritten(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const text = context?.source ?? String(value);
  return { text } satisfies WrittenNumber;
}

/** More digits than any integer type has; a number written with such an exponent is none of them. */
const mostExponent = 40;

/** The whole number that a JSON number spells, `1.5e1` included; null for one that is not whole, or far too large. */
export function exactInteger(text: string): bigint | null {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/u.exec(text);
  if (!found) return null;
  const [, sign = '', whole = '', written = '', exponentText = '0'] = found;
  const fraction = written.replace(/0+$/u, '');
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > mostExponent || whole.length + fraction.length > 2 * mostExponent) return null;
  const zeros = exponent - fraction.length;
  const digits = BigInt(whole + fraction);
  if (zeros >= 0) return signed(sign, digits * 10n ** BigInt(zeros));
  const divisor = 10n ** BigInt(-zeros);
  return digits % divisor === 0n ? signed(sign, digits / divisor) : null;
}

function signed(sign: string, size: bigint): bigint {
  return sign === '-' ? -size : size;
}
