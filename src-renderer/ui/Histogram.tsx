import { useMemo, useState } from 'react';
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  Rectangle,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { count, figure, shortCount } from './format/numbers.ts';
import styles from './Histogram.module.css';

export interface HistogramProps {
  /** What the drawing shows, in a sentence. */
  label: string;
  /** Bin edges, one more than counts. */
  edges: readonly number[];
  counts: readonly number[];
  /** Counts or shares of the reference in the same bins; drawn at the size of `counts`. */
  reference: readonly number[] | null;
}

interface Point {
  x: number;
  rows?: number;
  reference?: number;
  from?: number;
  to?: number;
}

const mostBins = 100;

/** Bars for this file with the reference as a step line over them. */
export function Histogram(props: HistogramProps) {
  const { edges, counts, reference } = useMemo(() => coarser(props, mostBins), [props]);
  const [width, setWidth] = useState(0);
  const scaled = useMemo(() => scaledReference(counts, reference), [counts, reference]);
  const points = useMemo(() => pointsOf(edges, counts, scaled), [edges, counts, scaled]);
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 1;
  const bar = Math.max(1, ((width - 62) / Math.max(1, counts.length)) * 0.88);
  return (
    <div className={styles.plot} role="img" aria-label={props.label}>
      <ResponsiveContainer
        width="100%"
        height="100%"
        onResize={(next) => setWidth(next)}
        initialDimension={{ width: 400, height: 200 }}
      >
        <ComposedChart
          data={points}
          margin={{ top: 6, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis
            dataKey="x"
            type="number"
            domain={[first, last]}
            ticks={ticksOf(first, last)}
            tickFormatter={(value: number) => figure(value)}
            tickLine={false}
            height={20}
            stroke="var(--border-2)"
            tick={{ fill: 'var(--text-3)', fontSize: 11 }}
          />
          <YAxis
            width={50}
            tickFormatter={(value: number) => shortCount(value)}
            tickLine={false}
            axisLine={false}
            tickCount={4}
            stroke="var(--border-2)"
            tick={{ fill: 'var(--text-3)', fontSize: 11 }}
            domain={[0, 'auto']}
          />
          <Bar
            dataKey="rows"
            isAnimationActive={false}
            fill="var(--chart-1)"
            fillOpacity={0.55}
            // Bins lie at their true place on the axis; the width a category would get is too small for them.
            shape={({ x, width: given, ...rest }) => (
              <Rectangle {...rest} x={x + given / 2 - bar / 2} width={bar} />
            )}
          />
          {reference ? (
            <Line
              dataKey="reference"
              type="stepAfter"
              connectNulls
              dot={false}
              activeDot={false}
              isAnimationActive={false}
              stroke="var(--chart-reference)"
              strokeWidth={1.5}
            />
          ) : null}
          <Tooltip
            isAnimationActive={false}
            cursor={false}
            content={({ payload }) => <Hover points={payload} />}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Names the two marks of {@link Histogram}. */
export function HistogramLegend({ reference }: { reference: boolean }) {
  return (
    <ul className={styles.legend}>
      <li>
        <i className={styles.swatch} />
        this file
      </li>
      {reference ? (
        <li>
          <i className={styles.stroke} />
          training
        </li>
      ) : null}
    </ul>
  );
}

function Hover({ points }: { points: readonly { payload?: unknown }[] | undefined }) {
  const point = points?.find(
    (one): one is { payload: Point } => isPoint(one.payload) && one.payload.rows !== undefined,
  )?.payload;
  if (!point || point.from === undefined || point.to === undefined || point.rows === undefined) return null;
  return (
    <div className={styles.hover}>
      {figure(point.from)} – {figure(point.to)}
      <br />
      <b>{count(point.rows)}</b> rows
    </div>
  );
}

function isPoint(value: unknown): value is Point {
  return typeof value === 'object' && value !== null && 'x' in value;
}

/** The reference at the size of the counts: both then have the same area. Null where either is empty. */
export function scaledReference(
  counts: readonly number[],
  reference: readonly number[] | null,
): number[] | null {
  if (!reference || reference.length !== counts.length) return null;
  const total = counts.reduce((sum, one) => sum + one, 0);
  const referenceTotal = reference.reduce((sum, one) => sum + one, 0);
  if (total <= 0 || referenceTotal <= 0) return null;
  return reference.map((one) => (one / referenceTotal) * total);
}

/** Joins neighbouring bins until at most `most` are left. */
export function coarser<T extends Pick<HistogramProps, 'edges' | 'counts' | 'reference'>>(
  histogram: T,
  most: number,
) {
  const by = Math.ceil(histogram.counts.length / most);
  const { edges, counts, reference } = histogram;
  if (by <= 1) return { edges, counts, reference };
  const sums = (values: readonly number[]) =>
    Array.from({ length: Math.ceil(values.length / by) }, (_, at) =>
      values.slice(at * by, (at + 1) * by).reduce((sum, one) => sum + one, 0),
    );
  const kept = edges.filter((_, at) => at % by === 0);
  const last = edges.at(-1);
  if ((edges.length - 1) % by !== 0 && last !== undefined) kept.push(last);
  return { edges: kept, counts: sums(counts), reference: reference ? sums(reference) : null };
}

function pointsOf(
  edges: readonly number[],
  counts: readonly number[],
  reference: readonly number[] | null,
): Point[] {
  const points: Point[] = [];
  counts.forEach((rows, at) => {
    const from = edges[at];
    const to = edges[at + 1];
    if (from === undefined || to === undefined) return;
    if (reference) points.push({ x: from, reference: reference[at] ?? 0 });
    points.push({ x: (from + to) / 2, rows, from, to });
  });
  const last = edges.at(-1);
  if (reference && last !== undefined) points.push({ x: last, reference: reference.at(-1) ?? 0 });
  return points;
}

function ticksOf(first: number, last: number): number[] {
  const step = (last - first) / 4;
  return [0, 1, 2, 3, 4].map((at) => Number((first + at * step).toPrecision(12)));
}

/** The same numbers as rows, for the table behind the chart. */
export function binRows(props: Pick<HistogramProps, 'edges' | 'counts' | 'reference'>) {
  const scaled = scaledReference(props.counts, props.reference);
  return props.counts.map((rows, at) => ({
    bin: `${figure(props.edges[at] ?? 0)} – ${figure(props.edges[at + 1] ?? 0)}`,
    rows,
    reference: scaled ? (scaled[at] ?? 0) : null,
  }));
}
