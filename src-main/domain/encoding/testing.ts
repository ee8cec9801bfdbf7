import type { CellColumn } from './cells.ts';

/** One column with these cells, as they stand in a file. */
export function cellColumn(cells: readonly string[]): CellColumn {
  const parts = cells.map((cell) => new TextEncoder().encode(cell));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  const starts = new Int32Array(cells.length);
  const ends = new Int32Array(cells.length);
  let at = 0;
  parts.forEach((part, row) => {
    bytes.set(part, at);
    starts[row] = at;
    at += part.length;
    ends[row] = at;
  });
  return { bytes, starts, ends, first: 0, stride: 1, rows: cells.length };
}
