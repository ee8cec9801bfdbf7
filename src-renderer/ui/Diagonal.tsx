import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { count, percent } from './format/numbers.ts';
import styles from './Diagonal.module.css';

export interface DiagonalPoint {
  /** Both from 0 to 1. */
  x: number;
  y: number;
  rows: number;
}

const ticks = [0, 0.5, 1];

/** A line over the unit square with the diagonal to hold it against: what was said across, what came true up. */
export function Diagonal({ label, points }: { label: string; points: readonly DiagonalPoint[] }) {
  return (
    <div className={styles.plot} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 300, height: 160 }}>
        <LineChart
          data={[...points]}
          margin={{ top: 6, right: 14, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis
            dataKey="x"
            type="number"
            domain={[0, 1]}
            ticks={ticks}
            tickLine={false}
            height={20}
            stroke="var(--border-2)"
            tick={{ fill: 'var(--text-3)', fontSize: 11 }}
          />
          <YAxis
            width={34}
            domain={[0, 1]}
            ticks={ticks}
            tickFormatter={(value: number) => value.toFixed(1)}
            tickLine={false}
            axisLine={false}
            stroke="var(--border-2)"
            tick={{ fill: 'var(--text-3)', fontSize: 11 }}
          />
          <ReferenceLine
            segment={[
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ]}
            stroke="var(--chart-reference)"
            strokeDasharray="3 3"
          />
          <Line
            dataKey="y"
            isAnimationActive={false}
            stroke="var(--chart-1)"
            strokeWidth={1.5}
            dot={{ r: 2, fill: 'var(--chart-1)', strokeWidth: 0 }}
            activeDot={{ r: 3 }}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--text-2)' }}
            content={({ payload }) => <Hover point={payload?.[0]?.payload} />}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

function Hover({ point }: { point: unknown }) {
  if (!isPoint(point)) return null;
  return (
    <div className={styles.hover}>
      said {percent(point.x, 1)}, came true {percent(point.y, 1)}
      <br />
      <b>{count(point.rows)}</b> rows
    </div>
  );
}

function isPoint(value: unknown): value is DiagonalPoint {
  return typeof value === 'object' && value !== null && 'x' in value && 'y' in value && 'rows' in value;
}
