import type { TableDescription } from '../../contract/files.ts';
import { failed } from '../../contract/failure.ts';
import { isMissingText } from '../../domain/missing.ts';
import { jsonLines } from '../json-lines.ts';
import { readObject } from './json-object.ts';
import { collectColumns } from './jsonl-to-csv.ts';
import type { OpenInput } from './open-input.ts';
import { previewCell, previewRows, surveyBytes, surveyRows } from './preview.ts';

/**
 * What `files.describe` says of a JSON Lines file; see describeTable. Columns that first appear behind the part that
 * was looked at are not in it; the conversion finds them.
 */
export async function describeJsonl(
  input: OpenInput,
  signal: AbortSignal | undefined,
): Promise<Omit<TableDescription, 'path' | 'name' | 'format' | 'sizeBytes'>> {
  const { name, sizeBytes } = input;
  const columns = new Map<string, number>();
  const present: number[] = [];
  const shown: { line: number; cells: Map<string, string> }[] = [];
  let seen = 0;
  let position = 0;
  const onPosition = (bytes: number): void => {
    position = bytes;
  };
  for await (const lines of jsonLines({
    ...input,
    limitBytes: surveyBytes,
    onPosition,
    ...(signal ? { signal } : {}),
  })) {
    for (const line of lines) {
      const members = readObject(line, name);
      if (!members) continue;
      seen++;
      collectColumns(columns, members, name, line.line);
      const cells = shown.length < previewRows ? new Map<string, string>() : null;
      for (const member of members) {
        if (member.text === null || isMissingText(member.text)) continue;
        const at = columns.get(member.name) as number;
        present[at] = (present[at] ?? 0) + 1;
        cells?.set(member.name, previewCell(member.text));
      }
      if (cells) shown.push({ line: line.line, cells });
    }
    if (seen >= surveyRows) break;
  }
  const names = [...columns.keys()];
  const complete = position === sizeBytes;
  if (complete && seen === 0) {
    throw failed('INPUT_EMPTY', `${name} has nothing but empty lines; it needs one object a line`, {
      details: { file: name },
    });
  }
  return {
    dialect: null,
    columns: names,
    rows: shown.map(({ line, cells }) => ({ line, cells: names.map((column) => cells.get(column) ?? null) })),
    survey: {
      rows: seen,
      complete,
      rowsEstimate:
        complete || seen === 0 ? seen : Math.max(seen + 1, Math.round((seen * sizeBytes) / position)),
      missing: names.map((_, index) => seen - (present[index] ?? 0)),
    },
  };
}
