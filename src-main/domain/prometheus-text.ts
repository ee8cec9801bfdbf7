/** The value of a metric for one set of labels. */
export interface MetricSample {
  labels: Readonly<Record<string, string | number>>;
  value: number;
}

/** Times or sizes counted by bounds, for one set of labels. */
export interface MetricHistogram {
  labels: Readonly<Record<string, string | number>>;
  /** How many were at most `upTo`, in rising order; all of them are `count`. */
  buckets: readonly { upTo: number; count: number }[];
  count: number;
  sum: number;
}

/** Everything that is told under one name. */
export type MetricFamily = { name: string; help: string } & (
  | { type: 'counter' | 'gauge'; samples: readonly MetricSample[] }
  | { type: 'histogram'; samples: readonly MetricHistogram[] }
);

/** The media type of the text below. */
export const prometheusTextType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Metrics as Prometheus reads them, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). A family without samples is left
 * out. Names of metrics and labels are taken as they are; help and label values may be any text.
 */
export function prometheusText(families: readonly MetricFamily[]): string {
  const lines: string[] = [];
  for (const family of families) {
    const { name, help, type } = family;
    if (family.samples.length === 0) continue;
    lines.push(`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`);
    if (family.type === 'histogram') {
      for (const sample of family.samples) pushHistogram(lines, name, sample);
    } else {
      for (const { labels, value } of family.samples) lines.push(sampleLine(name, labels, value));
    }
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function pushHistogram(lines: string[], name: string, sample: MetricHistogram): void {
  const { labels, buckets, count, sum } = sample;
  const bucket = `${name}_bucket`;
  for (const { upTo, count: within } of buckets) {
    lines.push(sampleLine(bucket, { ...labels, le: numberText(upTo) }, within));
  }
  lines.push(
    sampleLine(bucket, { ...labels, le: '+Inf' }, count),
    sampleLine(`${name}_sum`, labels, sum),
    sampleLine(`${name}_count`, labels, count),
  );
}

function sampleLine(name: string, labels: MetricSample['labels'], value: number): string {
  let where = '';
  for (const [label, text] of Object.entries(labels)) {
    where += `${where === '' ? '{' : ','}${label}="${labelText(text)}"`;
  }
  return `${name}${where}${where === '' ? '' : '}'} ${numberText(value)}`;
}

/** Hardly any value has something to escape, and there are thousands of them. */
const needsEscape = /["\\\n]/u;

function labelText(text: string | number): string {
  if (typeof text === 'number' || !needsEscape.test(text)) return String(text);
  return escaped(text).replaceAll('"', String.raw`\"`);
}

function escaped(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
