import { quoted, refusal, seen } from './words.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a JSON body. @throws FailureError BAD_REQUEST for what is not UTF-8 */
export function bodyText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw refusal('The body is not UTF-8 text.');
  }
}

/** @throws FailureError BAD_REQUEST for what is no JSON, or no object */
export function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`The body is no JSON: ${why}`);
  }
  if (isObject(value)) return value;
  throw refusal(`The body must be a JSON object, not ${seen(value)}.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of the object itself, so that `toString` or `__proto__` is never what every object has. */
export function member(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An optional member that is an object; null when it is left out. */
export function optionalObject(object: JsonObject, name: string, where: string): JsonObject | null {
  const value = member(object, name);
  if (value === undefined || value === null) return null;
  if (isObject(value)) return value;
  throw refusal(`${where}${quoted(name)} must be an object, not ${seen(value)}.`, { field: name });
}
