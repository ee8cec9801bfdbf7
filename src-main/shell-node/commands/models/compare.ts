import { resolve } from 'node:path';
import type { Comparison } from '../../../contract/models.ts';
import { modelRef, parseCommandLine, wholeNumber } from '../../arguments.ts';
import { type Command, UsageError } from '../../command.ts';
import * as text from '../../text.ts';
import { aboutOptions, modelOptions, withModels } from './with-models.ts';

const options = {
  ...modelOptions,
  input: { type: 'string', short: 'i' },
  truth: { type: 'string' },
  rows: { type: 'string' },
} as const;

export const compare: Command = {
  name: 'models compare',
  summary: 'lay two models beside each other on the same rows',
  usage: `models compare FIRST[@VERSION] SECOND[@VERSION] --input FILE [options]

  --input FILE        a table with the columns that both models need
  --truth COLUMN      the column with what really happened; as the first model's card says by default
  --rows N            rows to compare on, at most (20000); after a minute no further ones are read
${aboutOptions}`,
  async run(args, around) {
    const what = 'FIRST or SECOND';
    const { values, positionals } = parseCommandLine(args, options, { least: 2, most: 2, what });
    const [first = '', second = ''] = positionals;
    if (values.input === undefined) throw new UsageError('--input is missing.');
    const request = {
      first: modelRef(first),
      second: modelRef(second),
      path: resolve(around.cwd, values.input),
      truth: values.truth ?? null,
      ...(values.rows === undefined ? {} : { rows: wholeNumber(values.rows, '--rows', 1, 1_000_000) }),
    };
    return withModels(values, around, async (models) => {
      const comparison = await models.compare(request);
      return { json: comparison, text: comparisonText(comparison) };
    });
  },
};

/** The two sides, how far they agree, and where they do not. */
export function comparisonText(comparison: Comparison): string {
  const { rows, rejected, truth, agreement } = comparison;
  const both = rejected === 0 ? 'both scored all of them' : `${text.rows(rejected)} not scored by both`;
  const { share, disagreeing, largest, mean } = agreement;
  const parts = [
    `${text.rows(rows)}, ${both}${truth === null ? '' : `; the truth stands in ${text.plain(truth)}`}\n`,
    sidesTable(comparison),
    wayText(comparison),
    `They agree on ${percent(share)} of the rows and differ on ${text.count(disagreeing)}. They are ${short(mean)} apart on average and ${short(largest)} at most.\n`,
    disagreementTable(comparison),
    differenceTable(comparison),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function sidesTable({ sides: [first, second] }: Comparison): string {
  const idOf = ({ name, version }: Comparison['sides'][0]): string => `${name}@${version}`;
  const heads = [
    { title: '' },
    { title: idOf(first), right: true },
    { title: idOf(second), right: true },
    { title: 'SECOND / FIRST', right: true },
  ];
  const line = (title: string, one: number | null, other: number | null, show: (value: number) => string) => [
    title,
    one === null ? '' : show(one),
    other === null ? '' : show(other),
    one === null || other === null || one === 0 ? '' : (other / one).toFixed(2),
  ];
  const lines = [
    line('size', fileBytes(first), fileBytes(second), bytes),
    line('memory', first.memoryBytes, second.memoryBytes, bytes),
    line('load', first.loadMs, second.loadMs, milliseconds),
    line('rows/s in batches', first.rowsPerSecond, second.rowsPerSecond, text.count),
    line('one row alone, median', first.p50Ms, second.p50Ms, milliseconds),
    line('one row alone, p99', first.p99Ms, second.p99Ms, milliseconds),
    ...first.metrics.map(({ name, value, better }) => [
      `${name} (${better} is better)`,
      short(value),
      short(second.metrics.find((metric) => metric.name === name)?.value ?? null),
      '',
    ]),
  ];
  return text.table(heads, lines);
}

function disagreementTable({ disagreements }: Comparison): string {
  const found = disagreements.filter((bin) => bin.rows > 0);
  if (found.length === 0) return '';
  const known = found.some((bin) => bin.firstRight !== null);
  const heads = ['FIRST SCORES', 'TO', 'DIFFER', ...(known ? ['FIRST RIGHT', 'SECOND RIGHT'] : [])];
  return text.table(
    heads.map((title) => ({ title, right: true })),
    found.map((bin) => [
      short(bin.from),
      short(bin.to),
      text.count(bin.rows),
      ...(known ? [text.count(bin.firstRight ?? 0), text.count(bin.secondRight ?? 0)] : []),
    ]),
  );
}

/** Null where there is no file here. */
function fileBytes({ sizeBytes, remote }: Comparison['sides'][0]): number | null {
  return remote ? null : sizeBytes;
}

/** What of the times is not the models'. */
function wayText({ sides }: Comparison): string {
  const there = sides.flatMap(({ name, version, remote }) =>
    remote ? [`Times of ${name}@${version} hold the way to ${text.plain(remote.url)} and back.\n`] : [],
  );
  return there.join('');
}

const longestAnswer = 60;

function differenceTable({ differences, agreement, sides }: Comparison): string {
  if (differences.length === 0) return '';
  const idOf = ({ name, version }: Comparison['sides'][0]): string => `${name}@${version}`;
  const cut = (said: string): string => {
    const plain = text.plain(said);
    return plain.length > longestAnswer ? `${plain.slice(0, longestAnswer - 1)}…` : plain;
  };
  const table = text.table(
    [{ title: 'ROW', right: true }, ...sides.map((side) => ({ title: idOf(side) }))],
    differences.map(({ row, first, second }) => [text.count(row), cut(first), cut(second)]),
  );
  const more = agreement.disagreeing - differences.length;
  return more > 0 ? `${table}… and ${text.count(more)} more\n` : table;
}

function percent(share: number): string {
  // Rounding must not hide the last row that differs.
  const shown = Math.floor(share * 10_000) / 100;
  return `${shown.toFixed(2)} %`;
}

function bytes(value: number): string {
  return value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

function milliseconds(value: number): string {
  return value < 1 ? `${value.toFixed(3)} ms` : `${value.toFixed(1)} ms`;
}

function short(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(4)));
}
