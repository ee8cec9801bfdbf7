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

const blank = /[ \t\r\n]*/uy;
const string = /"(?:[^"\\]|\\.)*"/uy;
const scalar = /[^,\]}\s]+/uy;

/**
 * @param line text of which `JSON.parse` has been seen to make an object (arrays and scalars give null)
 * @returns the members in their order; a name given twice counts once, with its last value, as in `JSON.parse`
 */
export function jsonMembers(line: string): JsonMember[] | null {
  let at = skip(blank, line, 0);
  if (line[at] !== '{') return null;
  at = skip(blank, line, at + 1);
  const members: JsonMember[] = [];
  const places = new Map<string, number>();
  while (line[at] === '"') {
    const nameEnd = skip(string, line, at);
    const name = unquote(line.slice(at, nameEnd));
    at = skip(blank, line, nameEnd);
    const start = skip(blank, line, at + 1);
    const end = valueEnd(line, start);
    const source = line.slice(start, end);
    const text = source === 'null' ? null : source.startsWith('"') ? unquote(source) : source;
    const known = places.get(name);
    if (known === undefined) {
      places.set(name, members.length);
      members.push({ name, text });
    } else {
      members[known] = { name, text };
    }
    at = skip(blank, line, end);
    if (line[at] === ',') at = skip(blank, line, at + 1);
  }
  return members;
}

/** The text of a JSON string literal. */
function unquote(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

/** Where the value that begins at `start` ends. */
function valueEnd(line: string, start: number): number {
  const first = line[start];
  if (first === '"') return skip(string, line, start);
  if (first !== '{' && first !== '[') return skip(scalar, line, start);
  let depth = 0;
  for (let at = start; at < line.length; ) {
    const char = line[at];
    if (char === '"') {
      at = skip(string, line, at);
      continue;
    }
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    at++;
    if (depth === 0) return at;
  }
  return line.length;
}

function skip(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : at;
}
