const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole count with thousands separators: `28,193,184`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** A count in at most four figures for a heading or an axis: `934`, `20 k`, `41.7 M`. */
export function shortCount(value: number): string {
  const size = Math.abs(value);
  for (const [unit, from] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e4],
  ] as const) {
    const scale = unit === 'k' ? 1e3 : from;
    // 999,960 would read as 1,000 k.
    if (size >= from * (unit === 'k' ? 1 : 0.99995)) return `${trimmed(value / scale, 1)} ${unit}`;
  }
  return size < 10 && !Number.isInteger(value) ? trimmed(value, 2) : grouped.format(value);
}

/** A count in full as long as a tile holds it: `328,505`, `29.3 M`. */
export function tileCount(value: number): string {
  return value < 1e7 ? count(value) : shortCount(value);
}

/** A share of one as percent: `97.54 %`; small but present shares never read as zero, nor almost all as all. */
export function percent(share: number, digits = 0): string {
  const value = share * 100;
  const least = 10 ** -digits;
  if (value > 0 && value < least / 2) return `< ${least.toFixed(digits)} %`;
  if (value < 100 && value > 100 - least / 2) return `> ${(100 - least).toFixed(digits)} %`;
  return `${value.toFixed(digits)} %`;
}

/** A rate in four figures, so that the last digits do not flicker: `358,300`. */
export function rate(perSecond: number): string {
  if (perSecond <= 0) return '0';
  if (perSecond < 10) return trimmed(perSecond, 1);
  return grouped.format(Number(perSecond.toPrecision(4)));
}

/** Bytes in the largest unit that keeps them above one: `3.1 MB` (decimal units, as file managers show them). */
export function bytes(value: number): string {
  const { figure, unit } = bytesParts(value);
  return `${figure} ${unit}`;
}

/** The same as {@link bytes} with figure and unit apart, for tiles. */
export function bytesParts(value: number): { figure: string; unit: string } {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let at = 0;
  while (scaled >= 999.5 && at < units.length - 1) {
    scaled /= 1000;
    at += 1;
  }
  return {
    figure: at === 0 ? grouped.format(scaled) : scaled.toFixed(scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0),
    unit: units[at] ?? 'B',
  };
}

/** A number of a model or a bin edge, as short as it can be said exactly enough: `0.05`, `1.4`, `1,096`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 6 }).format(value);
}

/** The number with its noun: `1 row`, `3 rows`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function trimmed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
}
