import styles from './DataTable.module.css';

/** The edge of a column: dragged, or moved with the arrow keys, it changes the column's width. */
export function ColumnEdge({
  label,
  width,
  reachable,
  onGrab,
  onWidth,
}: {
  label: string;
  width: number;
  reachable: boolean;
  onGrab: (event: unknown) => void;
  onWidth: (width: number) => void;
}) {
  return (
    <span
      role="slider"
      tabIndex={reachable ? 0 : -1}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={44}
      aria-valuemax={1200}
      aria-valuenow={width}
      className={styles.edge}
      onMouseDown={onGrab}
      onTouchStart={onGrab}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onWidth(width - 12);
        if (event.key === 'ArrowRight') onWidth(width + 12);
      }}
    />
  );
}
