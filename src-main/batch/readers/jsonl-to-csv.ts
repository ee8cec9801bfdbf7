import { failed } from '../../contract/failure.ts';
import { jsonMembers } from '../../domain/json-members.ts';
import { createFileSink } from '../file-sink.ts';
import { jsonLines, lineText } from '../json-lines.ts';
import { columnsMax } from '../limits.ts';
import { csvCell } from '../csv-text.ts';
import type { Conversion, Converted } from './conversion.ts';
import { parseObject } from './json-object.ts';
import { openInput } from './open-input.ts';

/**
 * Writes JSON Lines as canonical CSV. Columns are the union of the names in order of their first appearance anywhere
 * in the file, so it is read twice. Numbers keep their source text, nested values theirs; null and absent are empty.
 *
 * DuckDB's JSON reader would be faster and is not used because it guesses a type for every column and rewrites the
 * values to fit it (1.10 becomes 1.1, whole numbers beyond 2^63 lose digits).
 *
 * @throws FailureError as openInput; INPUT_MALFORMED with line and column; INPUT_UNSUPPORTED; INPUT_EMPTY; CANCELLED;
 * DISK_FULL; OUTPUT_NOT_WRITABLE
 */
export async function jsonlToCsv({ path, outCsv, signal, onProgress }: Conversion): Promise<Converted> {
  const { handle, name, sizeBytes } = await openInput(path);
  const reading = { handle, name, sizeBytes, ...(signal ? { signal } : {}) };
  try {
    const columns = new Map<string, number>();
    let rows = 0;
    for await (const lines of jsonLines({
      ...reading,
      onPosition: (at) => onProgress?.((at / sizeBytes) * 0.5),
    })) {
      for (const line of lines) {
        const parsed = parseObject(line, name);
        if (!parsed) continue;
        rows++;
        if (parsed.text.includes('\\u0000')) refuseNul(parsed.text, name, line.line);
        if (hasNew(columns, parsed.object)) {
          collectColumns(columns, jsonMembers(parsed.text) ?? [], name, line.line);
        }
      }
    }
    if (rows === 0) throw failed('INPUT_EMPTY', `${name} has no rows to score`, { details: { file: name } });
    if (columns.size === 0) {
      throw failed('INPUT_EMPTY', `${name} has no columns: every object in it is empty`, {
        details: { file: name },
      });
    }

    const sink = createFileSink(outCsv);
    try {
      const names = [...columns.keys()];
      sink.text(`${names.map(csvCell).join(',')}\n`);
      for await (const lines of jsonLines({
        ...reading,
        onPosition: (at) => onProgress?.(0.5 + (at / sizeBytes) * 0.5),
      })) {
        for (const line of lines) {
          // Seen to be well formed in the first pass.
          const text = lineText(line, name);
          if (text === null) continue;
          const members = jsonMembers(text) ?? [];
          const cells = new Array<string>(names.length).fill('');
          for (const member of members) {
            const at = columns.get(member.name);
            if (at === undefined)
              throw failed('INPUT_CHANGED', `${name} was changed while it was read`, {
                details: { file: name },
              });
            if (member.text !== null) cells[at] = csvCell(member.text);
          }
          sink.text(`${cells.join(',')}\n`);
        }
      }
      sink.finish();
    } finally {
      sink.abandon();
    }
    return { rows, columns: [...columns.keys()] };
  } finally {
    await handle.close();
  }
}

/** Refuses what delimited text cannot carry, here where its place is still known. */
function refuseNul(text: string, file: string, line: number): void {
  for (const member of jsonMembers(text) ?? []) {
    if (!member.name.includes('\0') && !member.text?.includes('\0')) continue;
    const column = member.name.replaceAll('\0', '');
    throw failed(
      'INPUT_MALFORMED',
      `${file}, line ${line}, column ${column}: a NUL character (\\u0000), which no table can hold; take it out`,
      { details: { file, line, column } },
    );
  }
}

/** Whether an object has a name that is not among the columns; far cheaper than splitting its text. */
function hasNew(columns: ReadonlyMap<string, number>, object: object): boolean {
  for (const name of Object.keys(object)) if (!columns.has(name)) return true;
  return false;
}

/** Adds the names that are new, in their order. */
export function collectColumns(
  columns: Map<string, number>,
  members: readonly { name: string }[],
  file: string,
  line: number,
): void {
  for (const member of members) {
    if (columns.has(member.name)) continue;
    if (columns.size === columnsMax) {
      throw failed(
        'INPUT_UNSUPPORTED',
        `${file} has more than ${columnsMax} columns by line ${line}; at most ${columnsMax} can be read`,
        {
          details: { file, line },
        },
      );
    }
    columns.set(member.name, columns.size);
  }
}
