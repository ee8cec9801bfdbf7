import { failed } from '../../contract/failure.ts';
import type { Instance } from '../../contract/models.ts';
import type { CellBlock } from './row-encoder.ts';

const encoder = new TextEncoder();

/**
 * Lays rows of named values out as the cells a table would have, one column a feature, so that the same encoder reads
 * them and no door can differ from another. Numbers are written as their shortest decimal text; what is left out or
 * null is an empty cell.
 *
 * @throws FailureError BAD_REQUEST for a name that is no feature
 */
export function instanceCells(features: readonly string[], instances: readonly Instance[]): CellBlock {
  const columns = features.length;
  const places = new Map(features.map((name, column) => [name, column]));
  const starts = new Int32Array(instances.length * columns);
  const ends = new Int32Array(instances.length * columns);
  const parts: Uint8Array[] = [];
  let at = 0;
  instances.forEach((instance, row) => {
    for (const [name, value] of Object.entries(instance)) {
      const column = places.get(name);
      if (column === undefined) throw unknownFeature(name, row, features);
      if (value === null) continue;
      const bytes = encoder.encode(cellOf(value));
      parts.push(bytes);
      starts[row * columns + column] = at;
      at += bytes.length;
      ends[row * columns + column] = at;
    }
  });
  const bytes = new Uint8Array(at);
  let filled = 0;
  for (const part of parts) {
    bytes.set(part, filled);
    filled += part.length;
  }
  return { bytes, starts, ends, columns, rows: instances.length };
}

/** @throws FailureError BAD_REQUEST for a name that is no feature */
export function checkFeatureNames(features: ReadonlySet<string>, instances: readonly Instance[]): void {
  for (const [row, instance] of instances.entries()) {
    for (const name of Object.keys(instance)) {
      if (!features.has(name)) throw unknownFeature(name, row, [...features]);
    }
  }
}

/** A text that begins with a quote has to be quoted, as in a table, to be taken as it is. */
function cellOf(value: string | number | boolean): string {
  const text = String(value);
  return text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text;
}

function unknownFeature(name: string, row: number, features: readonly string[]) {
  const shown = features.slice(0, 20).join(', ');
  return failed(
    'BAD_REQUEST',
    `row ${row + 1} names "${name.slice(0, 200)}", which is no feature of the model; it has ${shown}${features.length > 20 ? ', …' : ''}`,
    { details: { row: row + 1, field: name.slice(0, 200) } },
  );
}
