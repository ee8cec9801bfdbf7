import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MetricFamily, prometheusText } from './prometheus-text.ts';

interface ReadSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** A reader of the format, written from its description and not from the writer. */
function read(text: string) {
  const samples: ReadSample[] = [];
  const about = new Map<string, { help?: string; type?: string }>();
  expect(text === '' || text.endsWith('\n')).toBe(true);
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/su.exec(line);
    if (comment) {
      const [, kind, name = '', rest = ''] = comment;
      const known = about.get(name) ?? {};
      about.set(name, { ...known, [kind === 'HELP' ? 'help' : 'type']: unescape(rest) });
      continue;
    }
    const found = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/su.exec(line);
    if (!found) throw new Error(`not a line of the format: ${line}`);
    const [, name = '', inside = '', number = ''] = found;
    samples.push({ name, labels: readLabels(inside), value: readNumber(number) });
  }
  return { samples, about };
}

function readLabels(inside: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const one = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/suy;
  while (one.lastIndex < inside.length) {
    const found = one.exec(inside);
    if (!found) throw new Error(`not labels: ${inside}`);
    labels[String(found[1])] = unescape(String(found[2]));
  }
  return labels;
}

function unescape(text: string): string {
  return text.replaceAll(/\\(["\\n])/gu, (_all, sign) => (sign === 'n' ? '\n' : sign));
}

function readNumber(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  expect(text === 'NaN' || /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/u.test(text)).toBe(true);
  return Number(text);
}

const anyText = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '{', '}', ',', '=', 'é', '😀', 'n'),
});
const anyName = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/u);
const anyLabels = fc.dictionary(anyName, fc.oneof(anyText, fc.integer()), {
  maxKeys: 4,
  noNullPrototype: true,
});

test('any values, labels and help are read again as they were', () => {
  const family = fc.record({
    name: anyName,
    help: anyText,
    type: fc.constantFrom('counter' as const, 'gauge' as const),
    samples: fc.array(fc.record({ labels: anyLabels, value: fc.double() }), { minLength: 1, maxLength: 4 }),
  });
  const families = fc.uniqueArray(family, { selector: ({ name }) => name, maxLength: 4 });
  fc.assert(
    fc.property(families, (all) => {
      const { samples, about } = read(prometheusText(all));
      const expected = all.flatMap(({ name, samples: own }) =>
        own.map(({ labels, value }) => {
          const texts = Object.entries(labels).map(([label, text]) => [label, String(text)]);
          return { name, labels: Object.fromEntries(texts), value: value === 0 ? 0 : value };
        }),
      );
      expect(samples).toEqual(expected);
      for (const { name, help, type } of all) expect(about.get(name)).toEqual({ help, type });
    }),
  );
});

test('a histogram has rising buckets that end in all of them', () => {
  const family: MetricFamily = {
    name: 'time_seconds',
    help: 'How long it took.',
    type: 'histogram',
    samples: [
      {
        labels: { model: 'm' },
        buckets: [
          { upTo: 0.5, count: 1 },
          { upTo: 1, count: 3 },
        ],
        count: 4,
        sum: 9,
      },
    ],
  };
  expect(prometheusText([family])).toBe(
    [
      '# HELP time_seconds How long it took.',
      '# TYPE time_seconds histogram',
      'time_seconds_bucket{model="m",le="0.5"} 1',
      'time_seconds_bucket{model="m",le="1"} 3',
      'time_seconds_bucket{model="m",le="+Inf"} 4',
      'time_seconds_sum{model="m"} 9',
      'time_seconds_count{model="m"} 4',
      '',
    ].join('\n'),
  );
});

test('what nothing is known of is not there', () => {
  expect(prometheusText([])).toBe('');
  expect(prometheusText([{ name: 'x', help: '', type: 'gauge', samples: [] }])).toBe('');
});
