import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { rate, shortCount } from './format/numbers.ts';
import { clock } from './format/times.ts';
import styles from './TimeChart.module.css';

export interface TimePoint {
  atMs: number;
  value: number;
}

const gapMs = 60_000;

/** A rate over the time before each point, with gaps drawn as gaps; up to about 300 points, redrawn every ten seconds at most. */
export function TimeChart({
  label,
  from,
  to,
  points,
}: {
  label: string;
  from: number;
  to: number;
  points: readonly TimePoint[];
}) {
  return (
    <div className={styles.plot} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 200 }}>
        <AreaChart
          data={withGaps(points)}
          margin={{ top: 6, right: 30, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis
            dataKey="atMs"
            type="number"
            domain={[from, to]}
            ticks={[0, 1, 2, 3, 4].map((at) => from + ((to - from) * at) / 4)}
            tickFormatter={(atMs: number) => clock(atMs, to, to - from < 600_000)}
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
            domain={[0, 'auto']}
            stroke="var(--border-2)"
            tick={{ fill: 'var(--text-3)', fontSize: 11 }}
          />
          <Area
            dataKey="value"
            type="stepBefore"
            isAnimationActive={false}
            stroke="var(--chart-1)"
            strokeWidth={1.5}
            fill="var(--chart-1)"
            fillOpacity={0.15}
            dot={false}
            activeDot={{ r: 3 }}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--text-2)' }}
            content={({ payload }) => <Hover point={payload?.[0]?.payload} nowMs={to} />}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}

function Hover({ point, nowMs }: { point: unknown; nowMs: number }) {
  if (!isPoint(point)) return null;
  return (
    <div className={styles.hover}>
      {clock(point.atMs, nowMs)}
      <br />
      <b>{rate(point.value)}</b> rows/s
    </div>
  );
}

function isPoint(value: unknown): value is TimePoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'atMs' in value &&
    'value' in value &&
    typeof value.value === 'number'
  );
}

/** Puts a break where nothing was seen for a minute, as when the machine slept. */
export function withGaps(points: readonly TimePoint[]): { atMs: number; value: number | null }[] {
  return points.flatMap((point, at) => {
    const before = points[at - 1];
    if (before && point.atMs - before.atMs > gapMs) return [{ atMs: before.atMs + 1, value: null }, point];
    return [point];
  });
}
