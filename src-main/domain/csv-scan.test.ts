import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText, createRecordBlock, scanHeader, scanRecords } from './csv-scan.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const decode = (part: Uint8Array) => decoder.decode(part);

/** Reads a whole table with blocks of `capacity` rows, feeding `step` more bytes whenever the scanner asks. */
function readTable(text: string, options: { delimiter?: string; capacity?: number; step?: number } = {}) {
  const bytes = encoder.encode(text);
  const delimiter = (options.delimiter ?? ',').charCodeAt(0);
  const step = options.step ?? bytes.length;
  const header = scanHeader(bytes, 0, bytes.length, true, delimiter);
  if (!header) throw new Error('no header');
  const columns = header.cells.length;
  const rows: string[][] = [header.cells.map(([start, end]) => cellText(bytes, start, end, decode))];
  const block = createRecordBlock(columns, options.capacity ?? 4);
  let at = header.next;
  let until = Math.min(bytes.length, at + step);
  for (;;) {
    const final = until === bytes.length;
    const result = scanRecords(bytes, at, bytes.length, until, final, delimiter, block);
    for (let r = 0; r < block.rows; r++) {
      const cells: string[] = [];
      for (let c = 0; c < columns; c++) {
        const i = r * columns + c;
        cells.push(cellText(bytes, block.starts[i] as number, block.ends[i] as number, decode));
      }
      rows.push(cells);
    }
    if (result.problem) return { rows, problem: result.problem, lines: block.lines };
    at = result.next;
    if (result.stop === 'full') continue;
    if (final) return { rows, problem: null, lines: block.lines };
    until = Math.min(bytes.length, until + step);
  }
}

const cell = fc.oneof(
  fc.constantFrom('', '007', '1e5', 'NaN', '-0.0', ' x ', '03/04/2024', 'ä€🙂', 'a"b', '""'),
  fc.string({ maxLength: 8 }),
  fc.string({ maxLength: 6, unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', ';', ' ', '\t') }),
);
const write = (value: string, delimiter: string, force: boolean) =>
  force || value.includes(delimiter) || /["\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

describe('scanRecords', () => {
  it('reads what csv-parse reads, however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((columns) =>
          fc.record({
            rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
              minLength: 1,
              maxLength: 12,
            }),
            newline: fc.constantFrom('\n', '\r\n'),
            delimiter: fc.constantFrom(',', ';', '\t', '|'),
            trailing: fc.boolean(),
            quoteAll: fc.boolean(),
            blank: fc.boolean(),
            step: fc.integer({ min: 1, max: 40 }),
            capacity: fc.integer({ min: 1, max: 5 }),
          }),
        ),
        ({ rows, newline, delimiter, trailing, quoteAll, blank, step, capacity }) => {
          const single = rows[0]?.length === 1;
          const lines = rows.map((row) =>
            row.map((value) => write(value, delimiter, quoteAll)).join(delimiter),
          );
          const text =
            lines.join(blank && !single ? newline + newline : newline) + (trailing || single ? newline : '');
          const expected = parse(text, {
            delimiter,
            relax_quotes: true,
            skip_empty_lines: !single,
            record_delimiter: ['\r\n', '\n'],
          });
          const read = readTable(text, { delimiter, capacity, step });
          expect(read.problem).toBeNull();
          expect(read.rows).toEqual(expected);
          expect(read.rows).toEqual(rows);
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });

  it('keeps a lone carriage return as data and takes off the one before a line feed', () => {
    expect(readTable('a,b\n1\r2,3\r\n4,5\r').rows).toEqual([
      ['a', 'b'],
      ['1\r2', '3'],
      ['4', '5\r'],
    ]);
  });

  it('names a ragged record by row and line, counting lines inside quotes and blank ones', () => {
    expect(readTable('a,b\n"x\ny",1\n\n2\n').problem).toEqual({ kind: 'ragged', row: 1, line: 3, cells: 1 });
    expect(readTable('a,b\n1,2,3\n').problem).toEqual({ kind: 'ragged', row: 0, line: 0, cells: 3 });
  });

  it('names a quote that never closes and text after a closing quote', () => {
    expect(readTable('a,b\n1,2\n3,"4\n5,6\n').problem).toEqual({
      kind: 'unclosed-quote',
      row: 1,
      line: 1,
      cell: 1,
    });
    expect(readTable('a,b\n"1"x,2\n').problem).toEqual({ kind: 'after-quote', row: 0, line: 0, cell: 0 });
  });

  it('stops at the limit but finishes the record that began before it', () => {
    const bytes = encoder.encode('11,22\n33,44\n55,66\n');
    const block = createRecordBlock(2, 10);
    const result = scanRecords(bytes, 0, 7, bytes.length, true, 0x2c, block);
    expect(result).toEqual({ next: 12, stop: 'limit', problem: null });
    expect(block.rows).toBe(2);
    expect([...block.rowEnds.subarray(0, 2)]).toEqual([5, 11]);
  });
});
