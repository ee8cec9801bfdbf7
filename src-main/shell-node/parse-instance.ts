import { failed } from '../contract/failure.ts';
import type { Instance } from '../contract/models.ts';

/**
 * Reads one row of named values. A whole number beyond 2^53 is kept as its digits, which the encoder reads exactly.
 * @param where what it was given as, for messages
 * @throws FailureError BAD_REQUEST, saying where
 */
export function parseInstance(json: string, where: string): Instance {
  let value: unknown;
  try {
    value = JSON.parse(json, keepDigits as (key: string, value: unknown) => unknown);
  } catch (error) {
    throw failed(
      'BAD_REQUEST',
      `${where} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw failed('BAD_REQUEST', `${where} is no row: write an object like {"feature": value}`);
  }
  for (const [name, cell] of Object.entries(value)) {
    if (cell === null || ['string', 'number', 'boolean'].includes(typeof cell)) continue;
    throw failed('BAD_REQUEST', `${where}: ${name} is neither a number, a text, true, false nor null`, {
      details: { field: name },
    });
  }
  return value as Instance;
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isBeyond = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isBeyond && context?.source !== undefined ? context.source : value;
}
