import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One column of `bench/models/columns.json`: every cell is drawn on its own, evenly. */
type Column =
  | { name: string; type: 'integer' | 'number'; min: number; max: number; decimals: number }
  | { name: string; type: 'category'; values: string[] };

const columnsUrl = new URL('../models/columns.json', import.meta.url);
const bufferBytes = 4 << 20;
const rowMaxBytes = 4096;
const comma = 0x2c;
const lineFeed = 0x0a;
const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;

/** Columns of the tables that both benchmark models read. */
export function benchColumns(): Column[] {
  return JSON.parse(readFileSync(columnsUrl, 'utf8')) as Column[];
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32, T. Ettinger 2017). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface RowsOptions {
  rows: number;
  seed: number;
  /** Adds a column that no feature uses, of quoted text with delimiters, quotes and line ends in it. */
  notes?: boolean;
  /** Puts `text` into a random cell of every so many rows after the first ones. */
  spoil?: { text: string; every: number; after: number };
}

/** Writes a CSV of rows like those the benchmark models were trained on, about 191 bytes each; returns its size. */
export function writeRows(path: string, options: RowsOptions): number {
  const columns = benchColumns();
  const writers = columns.map(cellWriter);
  const random = seededRandom(options.seed);
  const { spoil, notes = false } = options;
  const fd = openSync(path, 'w');
  const buffer = Buffer.allocUnsafe(bufferBytes);
  const names = [...columns.map(({ name }) => name), ...(notes ? ['note'] : [])];
  let at = buffer.write(`${names.join(',')}\n`);
  let written = 0;
  const flush = (): void => {
    for (let done = 0; done < at; ) done += writeSync(fd, buffer, done, at - done);
    written += at;
    at = 0;
  };
  try {
    for (let row = 0; row < options.rows; row++) {
      if (at > bufferBytes - rowMaxBytes) flush();
      const isSpoiled = spoil !== undefined && row >= spoil.after && row % spoil.every === 0;
      const spoiledColumn = isSpoiled ? Math.floor(random() * columns.length) : -1;
      for (const [index, writeCell] of writers.entries()) {
        if (index > 0) buffer[at++] = comma;
        const even = random();
        if (index === spoiledColumn) at += buffer.write(spoil?.text ?? '', at);
        else at = writeCell(buffer, at, even);
      }
      if (notes) at += buffer.write(`,"row ${row}, ""said""\n${'so '.repeat(row % 7)}"`, at);
      buffer[at++] = lineFeed;
    }
    flush();
  } finally {
    closeSync(fd);
  }
  return written;
}

/** Writes a cell's text at `at` and returns where it ends. */
type WriteCell = (buffer: Buffer, at: number, even: number) => number;

function cellWriter(column: Column): WriteCell {
  if (column.type === 'category') {
    const texts = column.values.map((value) => Buffer.from(value));
    return (buffer, at, even) => {
      const text = texts[Math.floor(even * texts.length)] as Buffer;
      for (let i = 0; i < text.length; i++) buffer[at++] = text[i] as number;
      return at;
    };
  }
  const { min, max, decimals } = column;
  if (column.type === 'integer') {
    return (buffer, at, even) => writeDecimal(buffer, at, min + Math.floor(even * (max - min + 1)), 0);
  }
  const scale = 10 ** decimals;
  return (buffer, at, even) =>
    writeDecimal(buffer, at, Math.round((min + even * (max - min)) * scale), decimals);
}

/** Writes `scaled / 10 ** decimals` as Python and JavaScript would print it: no zeros at the end. */
function writeDecimal(buffer: Buffer, at: number, scaled: number, decimals: number): number {
  let rest = Math.abs(scaled);
  let places = decimals;
  while (places > 0 && rest % 10 === 0) {
    rest /= 10;
    places--;
  }
  if (scaled < 0) buffer[at++] = minus;
  let width = places > 0 ? places + 2 : 1;
  while (10 ** (places > 0 ? width - 1 : width) <= rest) width++;
  const end = at + width;
  for (let i = end - 1; i >= at; i--) {
    if (places > 0 && i === end - 1 - places) {
      buffer[i] = dot;
      continue;
    }
    const next = Math.floor(rest / 10);
    buffer[i] = zero + rest - next * 10;
    rest = next;
  }
  return end;
}
