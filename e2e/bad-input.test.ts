import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';

/** What goes wrong with files, through the built command line: what it says, its exit code, and what is left behind. */

const cli = fileURLToPath(new URL('../dist/main/cli.js', import.meta.url));
const samples = new URL('../resources/samples/', import.meta.url);
const sample = readFileSync(new URL('flight-delay.csv', samples), 'utf8').trimEnd().split('\n');
const parquet = readFileSync(new URL('flight-delay.parquet', samples));
const header = sample[0] as string;
const rows = sample.slice(1);
const columns = header.split(',');

let root: string;
const running = new Set<ChildProcess>();
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'foredeck bäd-'));
  chmodSync(root, 0o755);
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  removeFolder(root);
});

interface Ended {
  code: number | null;
  out: string;
  err: string;
  /** The most memory that one of its engine processes had, where the system tells. */
  engineBytes: number;
}

function start(folder: string, args: string[], options: { uid?: number } = {}) {
  const env = { ...process.env, FOREDECK_DATA: join(folder, 'data') };
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env, ...user });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  running.add(child);
  let out = '';
  let err = '';
  let engineBytes = 0;
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (out += piece));
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (err += piece));
  const looking = setInterval(() => {
    engineBytes = Math.max(engineBytes, ...peaksBelow(child.pid));
  }, 25);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(looking);
  running.delete(child);
  return { code, out, err, engineBytes };
}

/** proc(5): VmHWM is the most that was ever resident. */
function peaksBelow(pid: number | undefined): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return children.filter(Boolean).map((child) => {
      const [, kib] = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${child}/status`, 'utf8')) ?? [];
      return Number(kib ?? 0) * 1024;
    });
  } catch {
    return [];
  }
}

let folders = 0;
function newFolder(): string {
  const folder = join(root, `case ${++folders}`);
  mkdirSync(folder);
  return folder;
}

/** Everything in the folder but the data folder, folders with a slash. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(
      (entry) =>
        join(entry.parentPath, entry.name).slice(folder.length + 1) + (entry.isDirectory() ? '/' : ''),
    )
    .filter((name) => !name.startsWith('data/'))
    .sort();
}

/** What an ended job left in its own folder beside its record. */
function workingFiles(folder: string): string[] {
  const jobs = join(folder, 'data', 'jobs');
  if (!existsSync(jobs)) return [];
  return readdirSync(jobs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'job.json')
    .map((entry) => entry.name);
}

const withModel = ['--model', 'flight-delay'];
const table = (lines: string[], lineEnd = '\n'): string => [header, ...lines, ''].join(lineEnd);
const few = rows.slice(0, 20);
const record = (line: string): Record<string, unknown> =>
  Object.fromEntries(line.split(',').map((cell, at) => [columns[at], cell]));
const jsonLines = few.map((line) => JSON.stringify(record(line)));

interface Case {
  name: string;
  /** Content of the input, or what makes the files. */
  input?: string | Buffer | ((folder: string) => void);
  file?: string;
  options?: string[];
  says: RegExp;
  /** 2 where it is not said. */
  code?: number;
  /** Engine processes may take no more; a bound against bombs, far above what is usual. */
  mostBytes?: number;
}

function text(name: string, input: string | Buffer, says: RegExp, more: Partial<Case> = {}): Case {
  return { name, input, says, ...more };
}

function written(pieces: Iterable<string | Buffer>, sizeBytes?: number) {
  return (folder: string): void => {
    const path = join(folder, 'in.csv');
    const file = openSync(path, 'w');
    for (const piece of pieces) writeSync(file, piece as string);
    closeSync(file);
    if (sizeBytes !== undefined) truncateSync(path, sizeBytes);
  };
}

function* repeated(piece: string, times: number, ...before: string[]): Generator<string> {
  yield* before;
  for (let i = 0; i < times; i++) yield piece;
}

const mega = 1024 * 1024;
/** So often the sample is longer than what is looked at before a job is made. */
const unseen = 22;
const changed = (line: number, change: (line: string) => string): string =>
  table(few.map((row, at) => (at === line ? change(row) : row)));

const inputs: Case[] = [
  { name: 'no file', says: /in\.csv does not exist/u },
  { name: 'a folder', input: (folder) => mkdirSync(join(folder, 'in.csv')), says: /in\.csv is a folder/u },
  {
    name: 'a link that leads nowhere',
    input: (folder) => symlinkSync('gone.csv', join(folder, 'in.csv')),
    says: /in\.csv does not exist/u,
  },
  {
    name: 'a link to itself',
    input: (folder) => symlinkSync('in.csv', join(folder, 'in.csv')),
    says: /in\.csv cannot be read/u,
  },
  text('nothing in it', '', /in\.csv is empty/u),
  text('a byte order mark alone', '\ufeff', /in\.csv is empty/u),
  text('a header alone', `${header}\n`, /in\.csv: there is a header and no rows/u),
  text('a header without a line end', header, /there is a header and no rows/u),
  text('blank lines alone', '\n\n\n\n', /begins with an empty line/u),
  {
    name: 'a header and more blank lines than are looked at',
    input: written(repeated('\n'.repeat(mega), 20, `${header}\n`)),
    says: /in\.csv has a header and no rows/u,
  },
  text('no column that fits', 'a,b,c\n1,2,3\n', /month has no column[^]*--map COLUMN=FEATURE/u),
  text('one column', 'a\n1\n2\n', /month has no column/u),
  text(
    'a needed column twice',
    table(few).replace('year,', 'distance,'),
    /distance cannot come from "distance": the file has 2 columns of that name/u,
  ),
  text(
    'a row too long',
    changed(1, (row) => `${row},1`),
    /row 2 \(line 3\): 17 cells where the header has 16/u,
  ),
  text('a last row cut off', `${table(few)}2013,11`, /row 21 \(line 22\): 2 cells/u),
  text(
    'a quote never closed',
    changed(1, (row) => `"${row}`),
    /row 2 \(line 3\), column year: a quote opens/u,
  ),
  text(
    'text after a quote',
    changed(0, (row) => `"2013"x${row.slice(4)}`),
    /row 1 \(line 2\), column year/u,
  ),
  text(
    'a NUL byte',
    changed(1, (row) => row.replace('LGA', 'L\0A')),
    /row 2 \(line 3\), column origin: there is a NUL byte/u,
  ),
  text('a NUL byte in the header', `a\0b,${table(few)}`, /header \(line 1\): there is a NUL byte/u),
  text('UTF-16', Buffer.from(`\ufeff${table(few)}`, 'utf16le'), /looks like UTF-16/u),
  text('gzip under another name', gzipSync(table(few)), /is compressed \(gzip\)/u),
  text('carriage returns alone', table(few, '\r'), /carriage returns alone/u),
  text('no extension', table(few), /there is no extension/u, { file: 'in' }),
  text('a spreadsheet', 'PK\x03\x04', /spreadsheets are not read yet/u, { file: 'in.xlsx' }),
  {
    name: 'a cell of a gigabyte',
    input: written(repeated('x'.repeat(mega), 20, `${header}\n${rows[0]}\n`), 1024 * mega),
    says: /row 2 \(line 3\): longer than 16 MB, most of it in column year$/mu,
    mostBytes: 300 * mega,
  },
  {
    name: 'a quoted cell of a gigabyte',
    input: written(repeated('x'.repeat(mega), 20, `${header}\n${rows[0]}\n"`), 1024 * mega),
    says: /row 2 \(line 3\): longer than 16 MB, most of it in column year; a quote/u,
    mostBytes: 300 * mega,
  },
  {
    name: 'a hundred thousand columns',
    input: written([
      `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',')}\n`,
      `${','.repeat(99_999)}\n`,
    ]),
    says: /has 100000 columns; at most 16384/u,
    mostBytes: 300 * mega,
  },
  {
    name: 'a header of commas',
    input: written(repeated(','.repeat(mega), 30)),
    says: /header \(line 1\): longer than 16 MB/u,
    mostBytes: 300 * mega,
  },
  {
    name: 'a row of commas',
    input: written(repeated(','.repeat(mega), 30, `${header}\n`)),
    says: /row 1 \(line 2\): longer than 16 MB/u,
    mostBytes: 300 * mega,
  },
  {
    name: 'a row of commas behind what is looked at first',
    input: written(
      repeated(','.repeat(mega), 40, ...repeated(`${rows.join('\n')}\n`, unseen, `${header}\n`)),
    ),
    says: /row \d+ \(line \d+\) is longer than 16 MB/u,
    mostBytes: 300 * mega,
  },
  {
    name: 'a row cut off behind what is looked at first',
    input: written([...repeated(`${rows.join('\n')}\n`, unseen, `${header}\n`), '1,2,3\n']),
    says: new RegExp(
      `row ${unseen * rows.length + 1} \\(line ${unseen * rows.length + 2}\\) has 3 cells`,
      'u',
    ),
  },
  {
    name: 'a NUL byte behind what is looked at first',
    input: written([
      ...repeated(`${rows.join('\n')}\n`, unseen, `${header}\n`),
      (rows[0] as string).replace(',', '\0,'),
      '\n',
    ]),
    says: new RegExp(
      `row ${unseen * rows.length + 1} \\(line ${unseen * rows.length + 2}, column year\\) holds a NUL`,
      'u',
    ),
  },
  text('Parquet cut off', parquet.subarray(0, parquet.length >> 1), /is cut off/u, { file: 'in.parquet' }),
  text('Parquet of zeros', Buffer.alloc(5000), /is not a Parquet file/u, { file: 'in.parquet' }),
  text('text as Parquet', table(few), /is not a Parquet file/u, { file: 'in.parquet' }),
  text('a broken object', [...jsonLines.slice(0, 5), '{"a": 1,', ''].join('\n'), /line 6, character 9/u, {
    file: 'in.jsonl',
  }),
  text('one JSON array', `[${jsonLines.join(',\n')}]`, /holds one JSON array/u, { file: 'in.jsonl' }),
  text(
    'a line that is no object',
    [...jsonLines, '3'].join('\n'),
    /line 21: every line must hold an object/u,
    {
      file: 'in.jsonl',
    },
  ),
  text('empty lines for objects', '\n\n\n', /nothing but empty lines/u, { file: 'in.jsonl' }),
  text('an object of 40 MB', `{"a":"${'x'.repeat(40 * mega)}"}\n`, /line 1: longer than 16 MB/u, {
    file: 'in.jsonl',
    mostBytes: 300 * mega,
  }),
];

const choices: Case[] = [
  { name: '--map of nothing', options: ['--map', 'nonsense'], says: /--map nonsense names no feature/u },
  { name: '--map of no column', options: ['--map', 'nope=distance'], says: /the file has no such column/u },
  {
    name: '--missing of nothing',
    options: ['--missing', 'nonsense'],
    says: /--missing nonsense names no feature/u,
  },
  { name: '--missing of no number', options: ['--missing', 'distance=abc'], says: /"abc" cannot stand in/u },
  {
    name: '--missing twice',
    options: ['--missing', 'distance=1', '--missing', 'distance=2'],
    says: /--missing gives distance two values/u,
  },
  { name: '--chunk 0', options: ['--chunk', '0'], says: /--chunk must be a whole number/u },
  {
    name: 'a huge --chunk',
    options: ['--chunk', '99999999999999999999'],
    says: /--chunk must be a whole number/u,
  },
  { name: 'no such model', options: ['--model', '../../etc'], says: /there is no model \.\.\/\.\.\/etc/u },
  { name: 'the input as output', options: ['--output', './x/../in.csv'], says: /must be another file/u },
  { name: 'an output of no format', options: ['--output', 'o.xlsx'], says: /o\.xlsx: spreadsheets/u },
  {
    name: 'an output in no folder',
    options: ['--output', 'no/o.csv'],
    says: /the folder for o\.csv does not exist/u,
  },
  {
    name: 'an output in a file',
    options: ['--output', 'in.csv/o.csv'],
    says: /the folder for o\.csv is no folder/u,
  },
  {
    name: 'an output that is there',
    input: (folder) => writeFileSync(join(folder, 'in.scored.csv'), 'mine'),
    says: /in\.scored\.csv exists already/u,
  },
  {
    name: 'an output that is a folder',
    input: (folder) => mkdirSync(join(folder, 'in.scored.csv')),
    says: /in\.scored\.csv exists already/u,
  },
  {
    name: 'an output that is a link to nowhere',
    input: (folder) => symlinkSync(join(folder, 'target.csv'), join(folder, 'in.scored.csv')),
    says: /in\.scored\.csv exists already/u,
  },
  {
    name: 'an output that is the input by another name',
    input: (folder) => linkSync(join(folder, 'in.csv'), join(folder, 'in.scored.csv')),
    says: /in\.scored\.csv exists already/u,
  },
  {
    name: 'an output with too long a name',
    options: ['--output', `${'n'.repeat(245)}.csv`],
    says: /the name n+\.csv is too long/u,
  },
];

async function refused(one: Case, folder: string, args: string[]): Promise<void> {
  const before = filesIn(folder);
  const { code, out, err, engineBytes } = await start(folder, args).ended;
  expect(err).toMatch(one.says);
  expect({ code, out }).toEqual({ code: one.code ?? 2, out: '' });
  expect(err).not.toContain('partial');
  expect(filesIn(folder)).toEqual(before);
  expect(workingFiles(folder)).toEqual([]);
  if (one.mostBytes !== undefined) expect(engineBytes).toBeLessThan(one.mostBytes);
}

describe.concurrent('an input is refused with its place, and nothing is left', () => {
  test.each(inputs)('$name', async (one) => {
    const folder = newFolder();
    const file = one.file ?? 'in.csv';
    if (typeof one.input === 'function') one.input(folder);
    else if (one.input !== undefined) writeFileSync(join(folder, file), one.input);
    await refused(one, folder, ['score', file, ...withModel]);
  });
});

describe.concurrent('a choice is refused, and nothing is left', () => {
  test.each(choices)('$name', async (one) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), table(few));
    if (typeof one.input === 'function') one.input(folder);
    await refused(one, folder, ['score', 'in.csv', ...withModel, ...(one.options ?? [])]);
  });
});

describe.concurrent('names are no trouble', () => {
  const names = ['a b.csv', 'é à ü.csv', '🛫.csv', 'a\nb.csv', '-x.csv', '%s%00#?.csv', '.in.csv'];
  test.each([...names, `${'n'.repeat(230)}.csv`, `${'é'.repeat(115)}.csv`])('%j', async (name) => {
    const folder = newFolder();
    writeFileSync(join(folder, name), table(few));
    const { code, err } = await start(folder, ['score', ...withModel, '--', name]).ended;
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('20 rows') });
    const scored = `${name.slice(0, -'.csv'.length)}.scored.csv`;
    expect(filesIn(folder)).toEqual(
      [name, scored, `${scored}.foredeck.json`, 'data/'].filter((one) => one !== 'data/').sort(),
    );
  });

  test('an escape in a cell does not reach the terminal', async () => {
    const folder = newFolder();
    writeFileSync(
      join(folder, 'in.csv'),
      changed(0, (row) => row.replace('UA', '\u001b[2J')),
    );
    const { code, err } = await start(folder, ['score', 'in.csv', ...withModel]).ended;
    expect(code).toBe(3);
    expect(err).toContain('\ufffd[2J');
    expect(err).not.toContain('\u001b');
  });
});

const nobody = 65_534;
const mayBeNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(cli)})`], { uid: nobody, gid: nobody })
    .status === 0;
/** Permissions do not hold for root, who tries as nobody. */
const asUser = mayBeNobody ? { uid: nobody } : {};

describe.skipIf(process.platform === 'win32' || (process.getuid?.() === 0 && !mayBeNobody))(
  'permissions',
  () => {
    function locked(lock: (folder: string) => void): string {
      const folder = newFolder();
      writeFileSync(join(folder, 'in.csv'), table(few));
      mkdirSync(join(folder, 'data'));
      chmodSync(join(folder, 'data'), 0o777);
      lock(folder);
      return folder;
    }
    const score = ['score', 'in.csv', ...withModel];

    test('an input that may not be read', async () => {
      const folder = locked((place) => chmodSync(join(place, 'in.csv'), mayBeNobody ? 0o600 : 0));
      const { code, err } = await start(folder, score, asUser).ended;
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('in.csv may not be read') });
    });

    test('a folder that may not be written to', async () => {
      const folder = locked((place) => chmodSync(place, 0o555));
      const { code, err } = await start(folder, score, asUser).ended;
      chmodSync(folder, 0o755);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining('in.scored.csv cannot be written'),
      });
      expect(filesIn(folder)).toEqual(['in.csv']);
    });

    test('a data folder that may not be written to', async () => {
      const folder = locked((place) => chmodSync(join(place, 'data'), 0o555));
      const { code, err } = await start(folder, score, asUser).ended;
      expect({ code, err }).toEqual({
        code: 1,
        err: expect.stringContaining('The data folder cannot be used'),
      });
    });
  },
);

/** Enough rows that a job is in the middle for a moment. */
const many = `${header}\n${`${rows.join('\n')}\n`.repeat(20)}`;

async function untilPartial(folder: string, output: string): Promise<string> {
  for (;;) {
    const found = readdirSync(folder).find((name) => name.startsWith(`.${output}.`));
    if (found) return join(folder, found);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('while a job runs', () => {
  const score = ['score', 'in.csv', ...withModel];
  function begun(): { folder: string; run: ReturnType<typeof start> } {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), many);
    return { folder, run: start(folder, score) };
  }

  test.each([
    { name: 'grows', change: (path: string) => writeFileSync(path, rows[0] as string, { flag: 'a' }) },
    { name: 'is cut off', change: (path: string) => truncateSync(path, 100_000) },
    { name: 'is written anew', change: (path: string) => writeFileSync(path, many) },
  ])('its input $name: it is refused, and nothing is left', async ({ change }) => {
    const { folder, run } = begun();
    await untilPartial(folder, 'in.scored.csv');
    change(join(folder, 'in.csv'));
    const { code, err } = await run.ended;
    expect(err).toMatch(/in\.csv was changed while it was scored/u);
    expect(code).toBe(2);
    expect(filesIn(folder)).toEqual(['in.csv']);
  });

  test('its output appears: that stays as it is, and the job ends when it is out of the way', async () => {
    const { folder, run } = begun();
    await untilPartial(folder, 'in.scored.csv');
    writeFileSync(join(folder, 'in.scored.csv'), 'mine');
    const { code, err } = await run.ended;
    expect(code).toBe(2);
    expect(err).toMatch(/in\.scored\.csv exists already[^]*foredeck jobs resume/u);
    expect(readFileSync(join(folder, 'in.scored.csv'), 'utf8')).toBe('mine');

    rmSync(join(folder, 'in.scored.csv'));
    expect(await start(folder, [...score, '--resume']).ended).toMatchObject({ code: 3 });
    expect(filesIn(folder)).toEqual(['in.csv', 'in.scored.csv', 'in.scored.csv.foredeck.json']);
  });

  test('its unfinished file is removed: it says so and can be made anew', async () => {
    const { folder, run } = begun();
    rmSync(await untilPartial(folder, 'in.scored.csv'));
    expect(await run.ended).toMatchObject({
      code: 2,
      err: expect.stringContaining('the unfinished in.scored.csv was removed'),
    });
    expect(await start(folder, [...score, '--resume']).ended).toMatchObject({ code: 3 });
  });

  test('three commands in one folder: each output is written once, by one of them', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'in.csv'), many);
    const outputs = ['a.csv', 'b.csv', 'a.csv'];
    const runs = outputs.map((output) => start(folder, [...score, '--output', output]).ended);
    const [first, other, second] = await Promise.all(runs);
    expect(other).toMatchObject({ code: 3 });
    expect(new Set([first?.code, second?.code])).toEqual(new Set([2, 3]));
    expect(filesIn(folder)).toEqual(
      ['a.csv', 'a.csv.foredeck.json', 'b.csv', 'b.csv.foredeck.json', 'in.csv'].sort(),
    );
    expect(readFileSync(join(folder, 'a.csv')).equals(readFileSync(join(folder, 'b.csv')))).toBe(true);
  });
});

test('a damaged database is set aside, and the command says so', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'in.csv'), table(few));
  const sound = await start(folder, ['jobs', 'list']).ended;
  expect(sound).toMatchObject({ code: 0, err: 'There are no jobs in this data folder.\n' });
  writeFileSync(join(folder, 'data', 'foredeck.db'), 'x'.repeat(10_000));
  const { code, err } = await start(folder, ['score', 'in.csv', ...withModel]).ended;
  expect(code).toBe(0);
  expect(err).toMatch(/The database could not be used[^]*It was kept as foredeck\.db\.corrupt/u);
});

const mayMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

test.skipIf(!mayMount)(
  'a full disk: refused at the start, stopped in the middle, ended when there is room',
  async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'disk'));
    writeFileSync(join(folder, 'in.csv'), `${header}\n${`${rows.join('\n')}\n`.repeat(5)}`);
    const inputMb = Math.ceil(readFileSync(join(folder, 'in.csv')).length / mega);
    const whole = await start(folder, ['score', 'in.csv', ...withModel, '--output', 'whole.csv']).ended;
    expect(whole.code).toBe(3);

    // In a mount namespace of its own, so that nothing stays mounted whatever happens.
    const script = `
    run() { "$NODE" "$CLI" score in.csv --model flight-delay --output disk/out.csv "$@"; echo "code $?" >&2; ls -A disk >&2; }
    mount -t tmpfs -o size=1m tmpfs disk && run
    mount -t tmpfs -o size=${inputMb}m tmpfs disk && run
    mount -o remount,size=${4 * inputMb}m disk && run --resume
    cp disk/out.csv out.csv`;
    const env = { ...process.env, FOREDECK_DATA: join(folder, 'data'), NODE: process.execPath, CLI: cli };
    const { err } = await endOf(spawn('unshare', ['-m', 'sh', '-c', script], { cwd: folder, env }));
    const [start1, middle, end] = err.split(/code /u);
    expect(start1).toMatch(/the output needs at least \d+ MB and the disk has \d+ MB free/u);
    expect(middle).toMatch(/^1\n[^.]*the disk is full while writing out\.csv/u);
    expect(end).toMatch(/^1\n\.out\.csv\.\S+\.partial\n/u);
    expect(err).toMatch(/code 3\nout\.csv\nout\.csv\.foredeck\.json\n$/u);
    expect(readFileSync(join(folder, 'out.csv')).equals(readFileSync(join(folder, 'whole.csv')))).toBe(true);
  },
);
