import type { JsonPart } from '../messages.ts';

/** Longer texts cross over as bytes: main would have to look at each of their characters. */
const longestText = 32_768;
const encoder = new TextEncoder();

export function jsonPart(json: string): JsonPart {
  return json.length > longestText ? encoder.encode(json) : json;
}
