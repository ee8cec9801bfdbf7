import { type FailureError, failed } from '../../contract/failure.ts';
import { type JsonMember, jsonMembers } from '../../domain/json-members.ts';
import { type JsonLine, lineText } from '../json-lines.ts';

/**
 * The object on a line as `JSON.parse`, which decides what is well formed, makes it, with its text; null when the line
 * is blank. The object is for its names alone: its values have lost how they were written.
 *
 * @throws FailureError INPUT_MALFORMED with line and place; INPUT_UNSUPPORTED when the file is one JSON array
 */
export function parseObject(line: JsonLine, name: string): { text: string; object: object } | null {
  const text = lineText(line, name);
  if (text === null) return null;
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    throw brokenLine(text, line.line, name);
  }
  if (typeof object === 'object' && object !== null && !Array.isArray(object)) return { text, object };
  if (line.line === 1 && text.trimStart().startsWith('[')) throw wholeArray(name);
  const what = text.trim().slice(0, 40);
  throw failed(
    'INPUT_MALFORMED',
    `${name}, line ${line.line}: every line must hold an object like {"column": value}, this one is ${what}`,
    {
      details: { file: name, line: line.line },
    },
  );
}

/** The members of the object on a line; null when the line is blank. Throws as {@link parseObject}. */
export function readObject(line: JsonLine, name: string): JsonMember[] | null {
  const parsed = parseObject(line, name);
  return parsed && jsonMembers(parsed.text);
}

function wholeArray(name: string): FailureError {
  const text = `${name} holds one JSON array; write one object a line instead (for instance: jq -c '.[]' < array.json > rows.jsonl)`;
  return failed('INPUT_UNSUPPORTED', text, { details: { file: name } });
}

function brokenLine(text: string, line: number, name: string): FailureError {
  if (line === 1 && text.trimStart().startsWith('[')) return wholeArray(name);
  const position = breakOf(text);
  const what = position < text.length ? 'this is not JSON' : 'the object is cut off';
  const advice = line === 1 && text.trim() === '{' ? '; every object must stand on one line' : '';
  return failed('INPUT_MALFORMED', `${name}, line ${line}, character ${position + 1}: ${what}${advice}`, {
    details: { file: name, line, column: String(position + 1) },
  });
}

/** How much of the text could still become JSON. Found by halving, as V8 does not always tell the place. */
function breakOf(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function couldGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return (
      reason.startsWith('Unexpected end') ||
      reason.includes(`at position ${start.length} `) ||
      reason.endsWith(`at position ${start.length}`)
    );
  }
}
