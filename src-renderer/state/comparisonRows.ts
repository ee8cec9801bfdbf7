import type { Comparison } from '../../src-main/contract/index.ts';
import { bytes, count, figure, percent, rate } from '../ui/format/numbers.ts';
import { milliseconds } from '../ui/format/times.ts';

export interface ComparedRow {
  id: string;
  name: string;
  first: string;
  second: string;
  /** How the second stands to the first: `× 1.25`, `+ 0.0015`; null where nothing can be said. */
  change: string | null;
  /** Which one is better, where they differ by more than noise would make them. */
  better: 'first' | 'second' | null;
}

/** By how much what is measured differs from run to run: throughput and medians little, tails and memory a lot. */
const noise = { steady: 0.1, restless: 0.5, none: 0 };

/** What was measured, one figure a row, with the better one marked. */
export function comparedRows({ sides: [first, second] }: Comparison): ComparedRow[] {
  const metrics = first.metrics.flatMap((metric): ComparedRow[] => {
    const other = second.metrics.find((one) => one.name === metric.name);
    if (!other) return [];
    const difference = other.value - metric.value;
    const gain = metric.better === 'higher' ? difference : -difference;
    return [
      {
        id: metric.name,
        name: metric.name.charAt(0).toUpperCase() + metric.name.slice(1),
        first: metricText(metric.value),
        second: metricText(other.value),
        change: signed(difference),
        better: gain === 0 ? null : gain > 0 ? 'second' : 'first',
      },
    ];
  });
  const measured = (
    id: string,
    name: string,
    one: number | null,
    other: number | null,
    show: (value: number) => string,
    less: boolean,
    within: number,
  ): ComparedRow => {
    const ratio = one === null || other === null || one <= 0 || other <= 0 ? null : other / one;
    const alike = ratio === null || Math.abs(Math.log(ratio)) <= Math.log(1 + within);
    return {
      id,
      name,
      first: one === null ? '–' : show(one),
      second: other === null ? '–' : show(other),
      change: ratio === null ? null : `× ${ratio < 9.95 ? ratio.toFixed(2) : figure(Math.round(ratio))}`,
      better: alike ? null : ratio < 1 === less ? 'second' : 'first',
    };
  };
  return [
    ...metrics,
    measured(
      'rate',
      'Rows/s, in batches',
      first.rowsPerSecond,
      second.rowsPerSecond,
      rate,
      false,
      noise.steady,
    ),
    measured('p50', 'One row, p50', first.p50Ms, second.p50Ms, milliseconds, true, noise.steady),
    measured('p99', 'One row, p99', first.p99Ms, second.p99Ms, milliseconds, true, noise.restless),
    measured('size', 'File', fileBytes(first), fileBytes(second), bytes, true, noise.none),
    measured('memory', 'In memory', first.memoryBytes, second.memoryBytes, bytes, true, noise.restless),
    measured('load', 'Load', first.loadMs, second.loadMs, milliseconds, true, noise.restless),
  ];
}

/** Null where there is no file here. */
function fileBytes({ sizeBytes, remote }: Comparison['sides'][0]): number | null {
  return remote ? null : sizeBytes;
}

/** What of the times is not the models' own; null when all of it is. */
export function wayWords({ sides }: Comparison): string | null {
  const there = sides.flatMap(({ name, version, remote }) =>
    remote ? [`${name} ${version} runs on ${remote.url}: its times hold the way there and back.`] : [],
  );
  return there.length === 0 ? null : there.join(' ');
}

function metricText(value: number): string {
  return Math.abs(value) < 10 ? value.toFixed(4) : figure(Number(value.toPrecision(5)));
}

function signed(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 0.00005 ? '< 0.0001' : metricText(size);
  return `${value < 0 ? '−' : '+'} ${text}`;
}

/** How far the two agree, in a sentence; all of the rows only where it is all of them. */
export function agreementWords({ rows, agreement }: Comparison): string {
  const { share, disagreeing, largest, mean } = agreement;
  if (disagreeing === 0 && largest === 0) return `The same answer on every one of ${count(rows)} rows`;
  const apart = (value: number) => figure(Number(value.toPrecision(3)));
  return `Agree on ${percent(share, 2)} of ${count(rows)} rows; ${apart(mean)} apart on average, ${apart(largest)} at most`;
}

export interface DisagreementRow {
  id: string;
  score: string;
  rows: number;
  firstRight: number | null;
  secondRight: number | null;
}

const shownMost = 12;

/** Where they disagree, by the score of the first; bins with few rows are put together as `elsewhere`. */
export function disagreementRows({ disagreements }: Comparison): DisagreementRow[] {
  const found = disagreements.filter((one) => one.rows > 0);
  const largest = [...found].sort((a, b) => b.rows - a.rows).slice(0, shownMost);
  const shown = found.length <= shownMost + 1 ? found : found.filter((one) => largest.includes(one));
  const rest = found.filter((one) => !shown.includes(one));
  const rows = shown.map((one) => ({
    id: `${one.from}`,
    score: `${figure(one.from)} – ${figure(one.to)}`,
    rows: one.rows,
    firstRight: one.firstRight,
    secondRight: one.secondRight,
  }));
  if (rest.length === 0) return rows;
  const sum = (of: 'firstRight' | 'secondRight') =>
    rest.some((one) => one[of] === null) ? null : rest.reduce((all, one) => all + (one[of] ?? 0), 0);
  return [
    ...rows,
    {
      id: 'elsewhere',
      score: 'elsewhere',
      rows: rest.reduce((all, one) => all + one.rows, 0),
      firstRight: sum('firstRight'),
      secondRight: sum('secondRight'),
    },
  ];
}
