import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { failed } from '../../contract/failure.ts';
import type { MissingPolicy } from '../../contract/jobs.ts';
import type { ModelInput, ModelOutputs } from '../../contract/card.ts';
import { scoredColumns } from '../../domain/scored-columns.ts';
import { type BatchCheckpoint, freshCheckpoint } from '../checkpoint.ts';
import type { RangeRequest, ScoreSetup, WriteRequest } from '../messages.ts';
import { begin } from '../worker/begin.ts';
import { readHeader } from '../worker/read-header.ts';
import { noAids } from '../worker/testing.ts';
import { createRuns, type ScoringSession } from '../worker/runs.ts';
import { type BatchEngine, RejectedColumnNeeded, scoreRanges } from './score-ranges.ts';

/** A stand-in model with a known answer: P(yes) = 1 / (1 + |x|), whatever batch a row is in. */
const session: ScoringSession = {
  ...noAids,
  async run({ t }) {
    if (t?.type !== 'float32') throw new Error('no feed');
    const [rows = 0] = t.dims;
    const data = new Float32Array(rows * 2);
    for (let row = 0; row < rows; row++) {
      const yes = Math.fround(1 / (1 + Math.abs(t.data[row] as number)));
      data[row * 2] = Math.fround(1 - yes);
      data[row * 2 + 1] = yes;
    }
    return { p: { type: 'float32', data, dims: [rows, 2] } };
  },
};
const input: ModelInput = { name: 'x', type: 'number' };
const outputs: ModelOutputs = {
  kind: 'classification',
  probabilities: 'p',
  activation: 'none',
  labels: ['no', 'yes'],
  positive: 'yes',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-ranges-'));
});
afterAll(() => removeFolder(folder));

/** An engine over real runs in this process; `trouble` may make a call fail as a crash would. */
function engine(trouble: (operation: string) => boolean = () => false): BatchEngine {
  const runs = createRuns(() => session);
  const known = new Set<string>();
  return {
    async call<T>(operation: string, payload: unknown): Promise<T> {
      if (operation === 'batch.drop') return (await runs.drop(payload as { runId: string })) as T;
      if (trouble(operation)) {
        for (const runId of known) await runs.drop({ runId });
        throw failed('ENGINE_CRASHED', 'killed', { retryable: true });
      }
      if (operation === 'batch.score') known.add((payload as RangeRequest).setup.runId);
      if (operation === 'batch.score') return (await runs.score(payload as RangeRequest)) as T;
      return runs.write(payload as WriteRequest) as T;
    },
  };
}

interface Case {
  text: string;
  delimiter?: string;
  column?: number;
  policy?: MissingPolicy;
  rangeBytes?: number;
  engines?: BatchEngine[];
  signal?: AbortSignal;
  onWritten?: (checkpoint: BatchCheckpoint) => void;
  resume?: BatchCheckpoint;
}

let files = 0;
async function scoreText(options: Case) {
  const name = options.resume ? files : ++files;
  const csvPath = join(folder, `${name}.csv`);
  const partialPath = join(folder, `${name}.partial`);
  if (!options.resume) writeFileSync(csvPath, options.text);
  const delimiter = (options.delimiter ?? ',').charCodeAt(0);
  for (let withRejected = options.resume?.withRejected ?? false; ; withRejected = true) {
    const { columns } = (await readHeader(csvPath, delimiter)).header;
    const added = scoredColumns(outputs, columns);
    const names = [
      ...added.predictions.map((column) => column.name),
      ...(withRejected ? [added.rejected] : []),
    ];
    const resumeAt = options.resume?.bytesOut ?? null;
    const header = await begin({
      csvPath,
      name: 'table.csv',
      partialPath,
      delimiter,
      addedColumns: names,
      resumeAt,
    });
    const setup: ScoreSetup = {
      runId: `${name}-${withRejected}-${Math.random()}`,
      csvPath,
      partialPath,
      delimiter,
      columns: header.columns,
      dataStart: header.dataStart,
      sizeBytes: header.sizeBytes,
      sessionKey: 'm',
      signature: {
        inputs: [input],
        tensors: [{ kind: 'features', name: 't', type: 'float32', features: ['x'], shape: 'matrix' }],
        outputs,
      },
      sources: [['x', { column: options.column ?? 0, policy: options.policy ?? { kind: 'reject' } }]],
      scoreEdges: [0, 0.5, 1],
      batchRows: 3,
      withRejected,
    };
    const shape = { classes: 2, scoreBins: 2, converted: true, withRejected };
    const from = options.resume ?? {
      ...freshCheckpoint({ sizeBytes: header.sizeBytes, modifiedMs: header.modifiedMs }, shape),
      bytesIn: header.dataStart,
      bytesOut: header.outputStart,
      lines: header.headerLines,
    };
    try {
      const done = await scoreRanges({
        setup,
        engines: options.engines ?? [engine(), engine()],
        from,
        inputName: 'table.csv',
        samples: 10,
        signal: options.signal ?? new AbortController().signal,
        rangeBytes: options.rangeBytes ?? 32,
        onWritten: (checkpoint) => options.onWritten?.(checkpoint),
      });
      return { done, output: readFileSync(partialPath, 'utf8'), withRejected, partialPath };
    } catch (error) {
      if (!(error instanceof RejectedColumnNeeded)) throw error;
    }
  }
}

const cell = fc.oneof(
  fc.constantFrom('', '007', '1e5', 'NaN', '-0.0', ' x ', '03/04/2024', 'ä€🙂', 'a"b', '""'),
  fc.string({ maxLength: 8 }),
  fc.string({ maxLength: 9, unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', ';', '1') }),
);
const write = (value: string, delimiter: string, force: boolean) =>
  force || value.includes(delimiter) || /["\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

const tables = fc.integer({ min: 1, max: 4 }).chain((others) =>
  fc.record({
    rows: fc.array(
      fc.tuple(
        fc.oneof(fc.integer().map(String), fc.constantFrom('', 'NA', 'bad')),
        fc.array(cell, { minLength: others, maxLength: others }),
      ),
      { minLength: 0, maxLength: 14 },
    ),
    header: fc.uniqueArray(cell, { minLength: others, maxLength: others }),
    newline: fc.constantFrom('\n', '\r\n'),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    trailing: fc.boolean(),
    quoteAll: fc.boolean(),
    blank: fc.boolean(),
    bom: fc.boolean(),
    rangeBytes: fc.integer({ min: 1, max: 60 }),
    engines: fc.integer({ min: 1, max: 3 }),
  }),
);

describe('scoring a table in ranges', () => {
  it('gives every original cell back as the same text in the same place, with predictions after it', async () => {
    await fc.assert(
      fc.asyncProperty(
        tables,
        async ({ rows, header, newline, delimiter, trailing, quoteAll, blank, bom, rangeBytes, engines }) => {
          const table = [['x', ...header], ...rows.map(([x, others]) => [x, ...others])];
          const lines = table.map((row) =>
            row.map((value) => write(value, delimiter, quoteAll)).join(delimiter),
          );
          const text =
            (bom ? '\ufeff' : '') +
            lines.join(blank ? newline + newline : newline) +
            (trailing ? newline : '');
          const { done, output, withRejected } = await scoreText({
            text,
            delimiter,
            rangeBytes,
            engines: Array.from({ length: engines }, () => engine()),
          });
          const read = parse(output, {
            delimiter,
            bom: true,
            relax_quotes: true,
            skip_empty_lines: true,
            record_delimiter: ['\r\n', '\n'],
          });
          expect(read.map((row) => row.slice(0, header.length + 1))).toEqual(table);
          expect(done.rows).toBe(rows.length);
          rows.forEach(([x], index) => {
            const added = (read[index + 1] as string[]).slice(header.length + 1);
            if (/^-?\d+$/u.test(x)) {
              const yes = Math.fround(1 / (1 + Math.abs(Math.fround(Number(x)))));
              expect(added[0]).toBe(yes > Math.fround(1 - yes) ? 'yes' : 'no');
              expect(Math.fround(Number(added[2]))).toBe(yes);
              expect(added[3]).toBe(withRejected ? '' : undefined);
            } else {
              expect(added.slice(0, 3)).toEqual(['', '', '']);
              expect(added[3]).toMatch(x === 'bad' ? /x is not a number: "bad"/u : /x is (empty|missing)/u);
            }
          });
          expect(withRejected).toBe(rows.some(([x]) => !/^-?\d+$/u.test(x)));
        },
      ),
      { numRuns: 10_000, seed: 7 },
    );
  }, 180_000);

  it('writes the same bytes however many processes share it and however often they crash', async () => {
    const text = `x,note\n${Array.from({ length: 200 }, (_, i) => `${i},"a\n""b"" ${'z'.repeat(i % 40)}"`).join('\n')}`;
    const { output } = await scoreText({ text, engines: [engine()], rangeBytes: 1e6 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 300 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 19 })),
        async (rangeBytes, dice) => {
          const crashes = () => dice.next().value === 0;
          const other = await scoreText({
            text,
            rangeBytes,
            engines: [engine(crashes), engine(crashes), engine()],
          });
          expect(other.output).toBe(output);
        },
      ),
      { numRuns: 60, seed: 2 },
    );
  });

  it('goes on from any checkpoint to the same bytes', async () => {
    const text = `x,note\n${Array.from({ length: 60 }, (_, i) => `${i % 7 === 0 ? '' : i},"a\nb${i}"`).join('\r\n')}\r\n`;
    const seen: BatchCheckpoint[] = [];
    const whole = await scoreText({ text, onWritten: (checkpoint) => seen.push(checkpoint) });
    const wide = seen.filter((checkpoint) => checkpoint.withRejected);
    expect(wide.length).toBeGreaterThan(5);
    for (const checkpoint of wide.filter((_, i) => i % 4 === 0)) {
      const bytes = Buffer.from(whole.output).subarray(0, checkpoint.bytesOut);
      writeFileSync(
        whole.partialPath,
        Buffer.concat([bytes, Buffer.from('left over from before the crash')]),
      );
      const again = await scoreText({ text, resume: checkpoint });
      expect(again.output).toBe(whole.output);
      expect(again.done).toEqual({ ...whole.done, stages: again.done.stages });
    }
  });

  it.each([
    ['ragged', 'x,b\n1,2\n"3\n",4,5\n', 'table.csv row 2 (line 3) has 3 cells where the header has 2: "3'],
    [
      'unclosed quote',
      'x,b\n1,"2\n3,4\n',
      'table.csv row 1 (line 2, column b) opens a quote that is never closed',
    ],
    ['after quote', 'x,b\n"1"2,3\n', 'table.csv row 1 (line 2, column x) has text after its closing quote'],
    ['NUL', 'x,b\n1,2\n3,\u0000\n', 'table.csv row 2 (line 3, column b) holds a NUL byte'],
  ])('refuses a table with a %s and says where', async (_, text, message) => {
    for (const rangeBytes of [4, 1000]) {
      await expect(scoreText({ text, rangeBytes })).rejects.toThrow(message);
    }
  });

  it('fails with what keeps going wrong instead of trying forever', async () => {
    await expect(scoreText({ text: 'x\n1\n', engines: [engine(() => true)] })).rejects.toThrow('killed');
  });
});
