import type { Instance } from '../../contract/models.ts';
import { parseWritten, writtenText } from './exact-numbers.ts';
import { bodyText, isObject, member, parseObject } from './json-object.ts';
import { quoted, refusal, seen } from './words.ts';

/**
 * Reads the body of `POST /v1/models/{m}:predict`: `{"instances":[{"amount": 12.5, "country": "DE"}]}`. A whole number
 * beyond 2^53 is kept as its digits, which the encoder reads exactly. Other members of the body are not looked at.
 * @throws FailureError BAD_REQUEST naming row and feature
 */
export function parsePredictBody(body: Uint8Array): Instance[] {
  const text = bodyText(body);
  const request = parseObject(text);
  const instances = member(request, 'instances');
  if (!Array.isArray(instances)) {
    throw refusal(`"instances" must be a list of rows like [{"feature": 1}], not ${seen(instances)}.`, {
      field: 'instances',
    });
  }
  if (instances.length === 0)
    throw refusal('"instances" is empty: give at least one row.', { field: 'instances' });
  let written: WrittenRows | null = null as WrittenRows | null;
  for (let row = 0; row < instances.length; row++) {
    const instance = instances[row] as unknown;
    if (!isObject(instance)) {
      throw refusal(`Row ${row + 1} must be an object like {"feature": 1}, not ${seen(instance)}.`, {
        row: row + 1,
      });
    }
    for (const feature of Object.keys(instance)) {
      const value = instance[feature];
      if (typeof value === 'number') {
        if (!Number.isInteger(value) || Number.isSafeInteger(value)) continue;
        written ??= parseWritten(text) as WrittenRows;
        setMember(instance, feature, writtenText(written.instances[row]?.[feature]));
      } else if (value === undefined || (typeof value === 'object' && value !== null)) {
        throw notFeatureValue(row, feature, value);
      } else if (typeof value === 'string' && !value.isWellFormed()) {
        throw refusal(
          `Row ${row + 1}, feature ${quoted(feature)}: half a surrogate pair, which no UTF-8 text can hold.`,
          { row: row + 1, field: feature },
        );
      }
    }
  }
  return instances as Instance[];
}

interface WrittenRows {
  instances: Record<string, unknown>[];
}

/** Sets what is there already, `__proto__` included, where plain assignment would not. */
function setMember(instance: object, name: string, value: unknown): void {
  Object.defineProperty(instance, name, { value, enumerable: true, configurable: true, writable: true });
}

function notFeatureValue(row: number, feature: string, value: unknown) {
  const wanted = 'a number, a text, true, false or null (pictures are base64 text)';
  return refusal(`Row ${row + 1}, feature ${quoted(feature)}: ${seen(value)}, where ${wanted} must stand.`, {
    row: row + 1,
    field: feature,
  });
}
