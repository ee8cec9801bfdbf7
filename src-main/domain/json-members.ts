/**
 * Splits the text of one JSON object into its members without losing how they are written: `1.10` stays `1.10`,
 * 2^53 + 1 stays exact, members keep their order even when their names are numbers, nested values keep their text.
 * `JSON.parse` does none of these.
 */

/** A member's value by its source text: `text` is what a cell holds (null for `null`). */
export interface JsonMember {
  name: string;
  text: string | null;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * @param line text of which `JSON.parse` has been seen to make an object (arrays and scalars give null)
 * @returns the members in their order; a name given twice counts once, with its last value, as in `JSON.parse`
 */
export function jsonMembers(line: string): JsonMember[] | null {
  let at = skipBlanks(line, 0);
  if (line.charCodeAt(at) !== OPENING_BRACE) return null;
  at = skipBlanks(line, at + 1);
  const members: JsonMember[] = [];
  const places = new Map<string, number>();
  while (line.charCodeAt(at) === QUOTE) {
    const nameEnd = stringEnd(line, at);
    const name = unquote(line, at, nameEnd);
    // Over the colon.
    const start = skipBlanks(line, skipBlanks(line, nameEnd) + 1);
    const end = valueEnd(line, start);
    const text = cellOf(line, start, end);
    const known = places.get(name);
    if (known === undefined) {
      places.set(name, members.length);
      members.push({ name, text });
    } else {
      members[known] = { name, text };
    }
    at = skipBlanks(line, end);
    if (line.charCodeAt(at) === COMMA) at = skipBlanks(line, at + 1);
  }
  return members;
}

function cellOf(line: string, start: number, end: number): string | null {
  if (line.charCodeAt(start) === QUOTE) return unquote(line, start, end);
  const source = line.slice(start, end);
  return source === 'null' ? null : source;
}

/** The text of the JSON string literal `[start, end)`. */
function unquote(line: string, start: number, end: number): string {
  const inner = line.slice(start + 1, end - 1);
  return inner.includes('\\') ? (JSON.parse(line.slice(start, end)) as string) : inner;
}

/** Where the value that begins at `start` ends. */
function valueEnd(line: string, start: number): number {
  const first = line.charCodeAt(start);
  if (first === QUOTE) return stringEnd(line, start);
  if (first === OPENING_BRACE || first === OPENING_BRACKET) return nestedEnd(line, start);
  let at = start;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === COMMA || code === CLOSING_BRACE || isBlank(code)) break;
  }
  return at;
}

function nestedEnd(line: string, start: number): number {
  let depth = 0;
  for (let at = start; at < line.length; ) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(line, at);
      continue;
    }
    if (code === OPENING_BRACE || code === OPENING_BRACKET) depth++;
    else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth--;
    at++;
    if (depth === 0) return at;
  }
  return line.length;
}

/** Where the string literal whose opening quote is at `start` ends: behind its closing quote. */
function stringEnd(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return line.length;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
