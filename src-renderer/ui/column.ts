import type { ReactNode } from 'react';
import { toTsv } from './clipboard.ts';

/** A column of a DataTable. */
export interface Column<T> {
  id: string;
  header: string;
  /** Starting width in pixels; columns share what is left over in proportion. */
  width: number;
  minWidth?: number;
  align?: 'right';
  /** Left out in narrow windows. */
  far?: boolean;
  /** Almost no padding, for cells that hold a control. */
  tight?: boolean;
  /** Hatched, for a cell that is missing. */
  missing?: (row: T) => boolean;
  cell: (row: T) => ReactNode;
  /** The cell as plain text, for copying; absent = not copied. */
  text?: (row: T) => string | number | null;
}

/** The rows with their heads as tab-separated text; columns without text are left out. */
export function rowsAsTsv<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const told = columns.flatMap((column) =>
    column.text ? [{ header: column.header, text: column.text }] : [],
  );
  return toTsv([
    told.map((column) => column.header),
    ...rows.map((row) => told.map((column) => column.text(row))),
  ]);
}
