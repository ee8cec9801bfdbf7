import { cellText } from '../../domain/csv-scan.ts';
import type { FileSink } from '../file-sink.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decode = (part: Uint8Array): string => decoder.decode(part);

/** What becomes of a cell: `text` is always a string, `json` is the value it spells (a string where it spells none). */
export type JsonCellKind = 'text' | 'json';

/** Writes a CSV cell as a JSON value: an unquoted empty cell is null, `""` the empty string. The bytes must be UTF-8. */
export function writeJsonCell(
  sink: FileSink,
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: JsonCellKind,
): void {
  if (start === end) return sink.text('null');
  if (kind === 'json') {
    const text = cellText(bytes, start, end, decode);
    return sink.text(isJson(text) ? text : JSON.stringify(text));
  }
  if (bytes[start] !== QUOTE && isPlain(bytes, start, end)) {
    sink.byte(QUOTE);
    sink.bytes(bytes, start, end);
    return sink.byte(QUOTE);
  }
  sink.text(JSON.stringify(cellText(bytes, start, end, decode)));
}

/** Whether the bytes can stand between quotes as they are. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}

function isJson(text: string): boolean {
  if (jsonNumber.test(text) || text === 'true' || text === 'false') return true;
  const first = text[0];
  if (first !== '{' && first !== '[' && first !== '"') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Nested NaN and infinity, which JSON cannot say.
    return false;
  }
}
