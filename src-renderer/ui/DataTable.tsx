import {
  type ColumnDef,
  type ColumnSizingState,
  type RowData,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { ColumnEdge } from './ColumnEdge.tsx';
import { copyText } from './clipboard.ts';
import { type Column, rowsAsTsv } from './column.ts';
import { cx } from './cx.ts';
import styles from './DataTable.module.css';

export interface DataTableProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowId: (row: T) => string;
  /** Pixels; `tall` rows hold two lines. */
  tall?: boolean;
  selectedId?: string | null;
  /** Makes rows selectable: by click, and by arrows as focus moves. */
  onSelect?: (row: T) => void;
  /** Enter on a selected row. */
  onOpen?: (row: T) => void;
  /** Brings this row into view when it changes. */
  showId?: string | null;
  empty?: ReactNode;
  onWidths?: (widths: Record<string, number>) => void;
  widths?: Record<string, number> | undefined;
  /** Told which rows are in view, for data that is fetched as it is looked at. */
  onRange?: (first: number, last: number) => void;
  onCopied?: (rows: number) => void;
  /** In less room than its widths ask for its columns shrink, and it never scrolls sideways. */
  fit?: boolean;
}

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
type Features = typeof features;
const headHeight = 26;

/**
 * A table of any length: only rows in view exist. Column edges drag (arrow keys on a focused edge do the same);
 * Ctrl/Cmd+C copies the selected row with its heads as tab-separated text.
 */
export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  const {
    label,
    rows,
    columns,
    rowId,
    tall = false,
    fit = false,
    selectedId = null,
    onSelect,
    onOpen,
    showId,
    empty,
    onRange,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [widths, setWidths] = useState<ColumnSizingState>({});
  const sizing = props.widths ?? widths;
  const [focused, setFocused] = useState<string | null>(null);

  const defs = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<Features, T> => ({
          id: column.id,
          header: column.header,
          accessorFn: () => null,
          size: column.width,
          minSize: column.minWidth ?? 44,
          maxSize: 1200,
        }),
      ),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: defs,
    data,
    getRowId: rowId,
    columnResizeMode: 'onChange',
    state: { columnSizing: sizing },
    onColumnSizingChange: (change: ColumnSizingState | ((old: ColumnSizingState) => ColumnSizingState)) => {
      const next = typeof change === 'function' ? change(sizing) : change;
      setWidths(next);
      props.onWidths?.(next);
    },
  });
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const rowHeight = tall ? 39 : 27;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    // The head scrolls with the rows and then covers what is under it.
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowId(row);
    },
    initialRect: { width: 800, height: 400 },
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);

  const showIndex = showId ? rows.findIndex((row) => rowId(row) === showId) : -1;
  useEffect(() => {
    if (showIndex >= 0) virtual.scrollToIndex(showIndex, { align: 'auto' });
  }, [showIndex, virtual]);

  const tabStop = focused ?? selectedId;
  const tabIndexOf = (id: string, index: number) => {
    const known = tabStop !== null && rows.some((row) => rowId(row) === tabStop);
    return (known ? id === tabStop : index === 0) ? 0 : -1;
  };

  function moveTo(index: number) {
    const at = Math.min(rows.length - 1, Math.max(0, index));
    const row = rows[at];
    if (row === undefined) return;
    virtual.scrollToIndex(at, { align: 'auto' });
    setFocused(rowId(row));
    onSelect?.(row);
    const find = () => scroller.current?.querySelector<HTMLElement>(`tr[data-index="${at}"]`);
    if (find()) find()?.focus();
    else requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
  }

  function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, row: T, index: number) {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      moveTo(to);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onSelect?.(row);
      if (event.key === 'Enter') onOpen?.(row);
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && !window.getSelection()?.toString()) {
      event.preventDefault();
      void copyText(rowsAsTsv([row], columns)).then(() => props.onCopied?.(1));
    }
  }

  const before = (items[0]?.start ?? headHeight) - headHeight;
  const after = virtual.getTotalSize() + headHeight - (items.at(-1)?.end ?? headHeight);
  const selectable = onSelect !== undefined;
  return (
    <div
      ref={scroller}
      className={styles.scroll}
      {...(selectable && rows.length > 0
        ? {}
        : { tabIndex: 0, role: 'region', 'aria-label': `${label}, table` })}
    >
      <table
        className={cx(styles.table, tall && styles.tall)}
        role={selectable ? 'grid' : 'table'}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={fit ? undefined : { minWidth: `${table.getTotalSize()}px` }}
      >
        <colgroup>
          {headers.map((header) => (
            <col
              key={header.id}
              className={byId.get(header.column.id)?.far ? styles.far : undefined}
              style={{
                width: fit ? `${(header.getSize() / table.getTotalSize()) * 100}%` : `${header.getSize()}px`,
              }}
            />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {headers.map((header, at) => {
              const column = byId.get(header.column.id);
              return (
                <th
                  key={header.id}
                  scope="col"
                  className={cx(column?.align === 'right' && styles.num, column?.far && styles.far)}
                >
                  {column?.header}
                  {at < headers.length - 1 ? (
                    <ColumnEdge
                      label={`Width of ${column?.header ?? ''}`}
                      width={header.getSize()}
                      reachable={props.onWidths !== undefined}
                      onGrab={header.getResizeHandler()}
                      onWidth={(width) => {
                        const next = {
                          ...sizing,
                          [header.column.id]: Math.max(column?.minWidth ?? 44, width),
                        };
                        setWidths(next);
                        props.onWidths?.(next);
                      }}
                    />
                  ) : null}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Spacer height={before} span={columns.length} /> : null}
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const id = rowId(row);
            return (
              <tr
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                data-id={id}
                aria-rowindex={item.index + 2}
                {...(selectable
                  ? {
                      tabIndex: tabIndexOf(id, item.index),
                      'aria-selected': id === selectedId,
                      onClick: () => {
                        setFocused(id);
                        onSelect(row);
                      },
                      onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) =>
                        onRowKey(event, row, item.index),
                    }
                  : {})}
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    className={cx(
                      column.align === 'right' && styles.num,
                      column.far && styles.far,
                      column.tight && styles.tight,
                      column.missing?.(row) && styles.missing,
                    )}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 ? <Spacer height={after} span={columns.length} /> : null}
        </tbody>
      </table>
      {rows.length === 0 ? empty : null}
    </div>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden="true" className={styles.spacer}>
      <td colSpan={span} style={{ height: `${height}px` }} />
    </tr>
  );
}
