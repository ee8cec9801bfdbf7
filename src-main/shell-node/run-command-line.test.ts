import { describe, expect, test } from 'vitest';
import { appVersion } from '../app/version.ts';
import { type Failure, failureCodes } from '../contract/failure.ts';
import { exitCodeOf, UsageError } from './command.ts';
import { mappingFrom, missingFrom } from './commands/score.ts';
import { serveOptions } from './commands/serve.ts';
import { runCommandLine } from './run-command-line.ts';
import { aJob, testConsole, testInputs } from './test-console.ts';

const words = (line: string): string[] => (line === '' ? [] : line.split(' '));

describe('wrong usage ends with 2, one line of what is wrong and the usage, before anything is opened', () => {
  test.each([
    ['', /A command is missing/u],
    ['nonsense', /no command "nonsense"/u],
    ['forecast m --input {}', /no command "forecast"/u],
    ['schedule list', /no command "schedule"/u],
    ['stream run c.json', /no command "stream"/u],
    ['drift a.csv', /no command "drift"/u],
    ['compare', /no command "compare"/u],
    ['jobs', /"jobs" needs to know what to do: list, show, cancel, resume/u],
    ['help nonsense', /no command "nonsense"/u],
    ['jobs explode', /no command "jobs explode"/u],
    [
      'models explode',
      /no command "models explode": models knows list, show, import, add-remote, token, alias/u,
    ],
    ['models import', /PATH is missing/u],
    ['models import a b', /"b" is one argument too many/u],
    ['models alias m', /NAME or ALIAS=VERSION is missing/u],
    ['models alias m champion', /"champion" sets no alias: write ALIAS=VERSION/u],
    ['models set m', /There is nothing to set/u],
    ['models set m --pin --unpin', /contradict/u],
    ['models set m --instances 0', /--instances must be a whole number from 1 to 64, not "0"/u],
    ['models set m --provider cuda', /--provider must be cpu or webgpu, not "cuda"/u],
    ['models budget --memory much', /--memory must be a whole number/u],
    ['models add-remote', /URL is missing/u],
    ['models add-remote http://h:1', /--model is missing/u],
    ['models add-remote ftp://h --model m', /"ftp:\/\/h" is no address of a server/u],
    ['models remove', /NAME\[@VERSION\] is missing/u],
    ['jobs show', /ID is missing/u],
    ['jobs show a b', /"b" is one argument too many/u],
    ['jobs list a', /"a" is one argument too many/u],
    ['jobs list --colour', /Unknown option '--colour'/u],
    ['models show', /NAME\[@VERSION\] is missing/u],
    ['models show m@', /"m@" names no model/u],
    ['models compare m', /FIRST or SECOND is missing/u],
    ['models compare m n', /--input is missing/u],
    [
      'models compare m n --input a.csv --rows 0',
      /--rows must be a whole number from 1 to 1000000, not "0"/u,
    ],
    ['predict', /NAME is missing/u],
    ['predict m', /nothing to score: give --input or --file/u],
    ['predict m --input {} --file rows.jsonl', /--input or --file, not both/u],
    ['predict m --image photo.png', /names no picture: write FEATURE=PATH/u],
    ['score', /INPUT is missing/u],
    ['score a.csv', /--model is missing/u],
    ['score a.csv --model', /argument missing/u],
    ['score a.csv --model=', /--model needs a value/u],
    ['score a.csv --model @2', /"@2" names no model/u],
    ['score a.csv b.csv --model m', /"b.csv" is one argument too many/u],
    ['score a.csv --model m --chunk 0', /--chunk must be a whole number from 1 to 65536, not "0"/u],
    ['score a.csv --model m --chunk 1e3', /not "1e3"/u],
    ['score a.csv --model m --chunk 99999', /not "99999"/u],
    ['score a.csv --model m --json=yes', /does not take an argument/u],
    ['serve now', /"now" is one argument too many/u],
    ['serve --port http', /--port must be a whole number/u],
    ['serve --port 65536', /--port must be a whole number/u],
    ['serve --host 0.0.0.0', /--host 0.0.0.0 lets other machines in, so it needs a --token/u],
    ['serve --host 192.168.0.2 --no-auth', /needs a --token/u],
    ['serve --token t --no-auth', /contradict/u],
    ['serve --token tö', /printable ASCII/u],
  ])('foredeck %s', async (line, expected) => {
    const { around, seen } = testConsole();
    expect(await runCommandLine(words(line), around)).toBe(2);
    const [first, second, third] = seen.err.split('\n');
    expect(first).toMatch(expected);
    expect(second).toBe('');
    expect(third).toMatch(/^Usage:/u);
    expect(seen.out).toBe('');
    expect(seen.connected).toEqual([]);
  });

  test.each([
    ['score a.csv --model m --map nowhere', /names no feature of the model: write COLUMN=FEATURE/u],
    ['score a.csv --model m --missing zero', /write reject, default or FEATURE=VALUE/u],
  ])('also where the model has to be asked: foredeck %s', async (line, expected) => {
    const { around, seen } = testConsole();
    expect(await runCommandLine(words(line), around)).toBe(2);
    expect(seen.err).toMatch(expected);
    expect(seen.created).toEqual([]);
    expect(seen.closed).toBe(1);
  });
});

test.each([
  ['--version', `${appVersion}\n`],
  ['--help', 'foredeck score              score every row of a file'],
  ['score --help', 'Usage: foredeck score INPUT'],
  ['serve -h', 'Usage: foredeck serve'],
  ['jobs resume --help', 'Usage: foredeck jobs resume ID'],
  ['models import --help', 'Usage: foredeck models import PATH'],
  ['models add-remote --help', 'the variable FOREDECK_REMOTE_TOKEN'],
  ['help', 'foredeck score              score every row of a file'],
  ['help score', 'Usage: foredeck score INPUT'],
  ['help jobs', 'foredeck jobs resume'],
  ['jobs --help', 'foredeck jobs list'],
  ['models -h', 'foredeck models add-remote'],
  ['models alias --help', 'What "champion" meant before becomes "previous".'],
])('foredeck %s answers on stdout', async (line, expected) => {
  const { around, seen } = testConsole();
  expect(await runCommandLine(words(line), around)).toBe(0);
  expect(seen.out).toContain(expected);
  expect(seen.err).toBe('');
});

describe('score', () => {
  const plain = { overwrite: false, afresh: true, delimiter: null, runAfterMs: null, chunkRows: 4096 };
  const m = { name: 'm', version: null };
  const beside = '/home/ann/a.scored.csv';
  const spec = { input: '/home/ann/a.csv', output: beside, model: m, mapping: {}, missing: {} };

  test.each([
    ['a.csv --model m', {}],
    ['a.csv --model m@2', { model: { name: 'm', version: '2' } }],
    ['./x/../a.csv -m m -o b.tsv', { output: '/home/ann/b.tsv' }],
    ['/abs/a.csv --model m --output /abs/b.csv', { input: '/abs/a.csv', output: '/abs/b.csv' }],
    [
      '--chunk 100 --model m -- -a.csv',
      { input: '/home/ann/-a.csv', output: '/home/ann/-a.scored.csv', chunkRows: 100 },
    ],
    ['a.csv --model m --map Betrag=amount', { mapping: { amount: 'Betrag' } }],
    ['a.csv --model m --map a=b=net=amount', { mapping: { 'net=amount': 'a=b' } }],
    [
      'a.csv --model m --missing reject',
      { missing: { amount: { kind: 'reject' }, 'net=amount': { kind: 'reject' } } },
    ],
    [
      'a.csv --model m --missing default',
      { missing: { amount: { kind: 'default' }, 'net=amount': { kind: 'reject' } } },
    ],
    ['a.csv --model m --missing amount=-1', { missing: { amount: { kind: 'value', value: '-1' } } }],
    [
      'a.csv --model m --missing amount= --missing default',
      { missing: { amount: { kind: 'value', value: '' }, 'net=amount': { kind: 'reject' } } },
    ],
  ])('foredeck score %s', async (line, changes) => {
    const { around, seen } = testConsole();
    expect(await runCommandLine(['score', ...words(line)], around)).toBe(0);
    expect(seen.created).toEqual([{ ...plain, ...spec, ...changes }]);
    expect(seen.connected).toEqual([{ folder: '/data', idle: false }]);
    expect(seen.closed).toBe(1);
    expect(seen.out).toBe(`${'output' in changes ? changes.output : beside}\n`);
  });

  test('the data folder is understood where it was typed', async () => {
    const { around, seen } = testConsole();
    await runCommandLine(words('score a.csv --model m --data here'), around);
    expect(seen.connected[0]?.folder).toBe('/home/ann/here');
  });

  test('--json prints the one document that was promised', async () => {
    const { around, seen } = testConsole();
    expect(await runCommandLine(words('score a.csv --model m --json'), around)).toBe(0);
    expect(JSON.parse(seen.out)).toEqual({
      job: 'new-1',
      model: 'm',
      version: '1',
      rows: 10,
      scored: 10,
      rejected: 0,
      seconds: 2,
      rowsPerSecond: 5,
      output: '/home/ann/a.scored.csv',
      stages: { read: 1, encode: 2, infer: 3, write: 4 },
    });
  });

  test('rejected rows are told with their reason, and end it with 3', async () => {
    const { around, seen } = testConsole({ ending: 'rejects' });
    expect(await runCommandLine(words('score a.csv --model m'), around)).toBe(3);
    expect(seen.err).toContain('8 rows of a.csv scored in 2.0 s (5 rows/s).');
    expect(seen.err).toContain('Rejected 2 rows: amount is empty (first: row 3)');
    expect(seen.out).toBe('/home/ann/a.scored.csv\n');
  });

  test('a job that fails ends it by its code, with the failure as the JSON document', async () => {
    const failure: Failure = {
      code: 'INPUT_MALFORMED',
      message: 'a.csv: the quote in line 7 is not closed',
      details: { line: 7, hint: 'Close it.' },
      retryable: false,
    };
    const { around, seen } = testConsole({ ending: failure });
    expect(await runCommandLine(words('score a.csv --model m --json'), around)).toBe(2);
    expect(seen.err).toBe('foredeck: a.csv: the quote in line 7 is not closed\n  Close it.\n');
    expect(JSON.parse(seen.out)).toEqual(failure);
  });

  test('Ctrl-C cancels the job and tells how to go on', async () => {
    const { around, seen, interrupt, interrupts } = testConsole({ ending: 'waits' });
    const running = runCommandLine(words('score a.csv --model m'), around);
    while (interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve));
    interrupt();
    expect(await running).toBe(130);
    expect(seen.calls).toEqual(['cancel new-1']);
    expect(seen.err).toContain('Press Ctrl-C again to leave at once');
    expect(seen.err).toContain('foredeck jobs resume new-1');
    expect(seen.out).toBe('');
    expect(interrupts.size).toBe(0);
  });

  test('says what a job waits for, once', async () => {
    const waitingFor = 'the model m@1 is switched off';
    const { around, seen } = testConsole({ jobs: [aJob({ state: 'queued', waitingFor })] });
    expect(await runCommandLine(words('score a.csv --model m --resume'), around)).toBe(0);
    expect(seen.err.split('Waiting: the model m@1 is switched off.')).toHaveLength(2);
  });

  test('a second Ctrl-C leaves at once', async () => {
    const { around, seen, interrupt, interrupts } = testConsole({ ending: 'waits' });
    const running = runCommandLine(words('score a.csv --model m'), around);
    while (interrupts.size === 0) await new Promise((resolve) => setImmediate(resolve));
    interrupt();
    interrupt();
    expect(seen.left).toEqual([130]);
    await running;
  });

  test('goes on with its job when the process that ran it closes', async () => {
    const { around, seen } = testConsole({ ending: 'closes' });
    expect(await runCommandLine(words('score a.csv --model m'), around)).toBe(0);
    expect(seen.connected).toHaveLength(2);
    expect(seen.closed).toBe(2);
    expect(seen.created).toHaveLength(1);
  });

  test('says how to go on with a job that failed for what was in its way, and not for a wrong input', async () => {
    const full: Failure = { code: 'DISK_FULL', message: 'the disk is full\u001b[2J', retryable: false };
    const first = testConsole({ ending: full });
    expect(await runCommandLine(words('score a.csv --model m'), first.around)).toBe(1);
    expect(first.seen.err).toMatch(
      /the disk is full\ufffd\[2J\n {2}foredeck jobs resume \S+ goes on from there/u,
    );

    const second = testConsole({ ending: { ...full, code: 'INPUT_MALFORMED' } });
    expect(await runCommandLine(words('score a.csv --model m'), second.around)).toBe(2);
    expect(second.seen.err).not.toContain('resume');
  });

  test('shows its progress on a terminal, cut to its width, and wipes it', async () => {
    const { around, seen } = testConsole({ columns: 30 });
    await runCommandLine(words('score a.csv --model m'), around);
    expect(seen.err).toContain('\r\u001b[2Ka.csv  50 %  5 rows  1.2 M ro');
    expect(seen.err.split('\r\u001b[2K').every((line) => line.includes('\n') || line.length < 30)).toBe(true);
    expect(seen.err).toContain('\r\u001b[2K10 rows of a.csv scored');
  });
});

describe('score --resume', () => {
  const old = aJob({ id: 'old', state: 'cancelled', createdAtMs: 1 });
  const newer = aJob({ id: 'newer', state: 'failed', createdAtMs: 2 });

  test.each([
    ['the newest that did not finish', [old, newer], 'a.csv --model m', ['resume newer'], 0],
    [
      'of that version',
      [{ ...old, model: { name: 'm', version: '0' } }, newer],
      'a.csv --model m@0',
      ['resume old'],
      0,
    ],
    ['not one of another model', [{ ...old, model: { name: 'n', version: '1' } }], 'a.csv --model m', [], 1],
    ['not one of another input', [{ ...old, inputPath: '/home/ann/b.csv' }], 'a.csv --model m', [], 1],
    ['not one of another output', [old], 'a.csv --model m --output c.csv', [], 1],
    [
      'of the output that is named',
      [{ ...old, outputPath: '/home/ann/c.csv' }],
      'a.csv --model m --output c.csv',
      ['resume old'],
      0,
    ],
    ['not one that is done', [{ ...old, state: 'done' as const }], 'a.csv --model m', [], 1],
    ['one that waits goes on by itself', [{ ...old, state: 'queued' as const }], 'a.csv --model m', [], 0],
    ['one that is paused', [{ ...old, state: 'paused' as const }], 'a.csv --model m', ['resume old'], 0],
    ['none at all: a new one', [], 'a.csv --model m', [], 1],
  ])('takes %s', async (_what, jobs, line, calls, created) => {
    const { around, seen } = testConsole({ jobs: jobs.map((job) => ({ ...job })) });
    expect(await runCommandLine(['score', ...words(line), '--resume'], around)).toBe(0);
    expect(seen.calls).toEqual(calls);
    expect(seen.created).toHaveLength(created);
  });
});

describe('jobs', () => {
  test('list is a table of aligned text, or the jobs as JSON', async () => {
    const { around, seen } = testConsole({ jobs: [aJob(), aJob({ id: 'a-longer-id', state: 'done' })] });
    expect(await runCommandLine(words('jobs list'), around)).toBe(0);
    expect(seen.out.split('\n').slice(0, 3)).toEqual([
      'ID           STATE   DONE  ROWS  REJECTED  MODEL  CREATED               INPUT',
      'job-1        queued  50 %     5         0  m@1    2026-09-21 14:13:20Z  a.csv',
      'a-longer-id  done    50 %     5         0  m@1    2026-09-21 14:13:20Z  a.csv',
    ]);
    expect(seen.connected[0]?.idle).toBe(true);
    seen.out = '';
    await runCommandLine(words('jobs list --json'), around);
    expect(JSON.parse(seen.out)).toHaveLength(2);
  });

  test('an empty list is empty, and says so to people', async () => {
    const { around, seen } = testConsole();
    expect(await runCommandLine(words('jobs list'), around)).toBe(0);
    expect(seen.out).toBe('');
    expect(seen.err).toBe('There are no jobs in this data folder.\n');
  });

  test('show, of one that is done with its result', async () => {
    const { around, seen } = testConsole({ jobs: [aJob({ state: 'done' })] });
    expect(await runCommandLine(words('jobs show job-1 --json'), around)).toBe(0);
    expect(JSON.parse(seen.out)).toMatchObject({ id: 'job-1', result: { rows: 10 } });
    seen.out = '';
    await runCommandLine(words('jobs show job-1'), around);
    expect(seen.out).toContain('state:     done\n');
  });

  test.each(['show', 'cancel', 'resume'])('%s of an unknown job ends with 2', async (verb) => {
    const { around, seen } = testConsole();
    expect(await runCommandLine(['jobs', verb, 'nope'], around)).toBe(2);
    expect(seen.err).toContain('There is no job nope.');
    expect(seen.closed).toBe(1);
  });

  test('cancel', async () => {
    const { around, seen } = testConsole({ jobs: [aJob()] });
    expect(await runCommandLine(words('jobs cancel job-1'), around)).toBe(0);
    expect(seen.calls).toEqual(['cancel job-1']);
  });

  test('resume goes on to the end, and one that is done cannot be', async () => {
    const { around, seen } = testConsole({ jobs: [aJob({ state: 'failed' })], ending: 'rejects' });
    expect(await runCommandLine(words('jobs resume job-1 --json'), around)).toBe(3);
    expect(seen.calls).toEqual(['resume job-1']);
    expect(JSON.parse(seen.out)).toMatchObject({ job: 'job-1', rejected: 2 });
    expect(await runCommandLine(words('jobs resume job-1'), around)).toBe(1);
  });
});

test('every failure has its exit code', () => {
  const byCode = Object.groupBy(failureCodes, (code) => exitCodeOf({ code, message: '', retryable: false }));
  expect(byCode[130]).toEqual(['CANCELLED']);
  expect(byCode[1]).toEqual([
    'DISK_FULL',
    'MODEL_IN_USE',
    'MODEL_LOADING',
    'QUEUE_FULL',
    'DEADLINE',
    'REMOTE_FAILED',
    'OFFLINE',
    'JOB_STATE',
    'ENGINE_CRASHED',
    'ENGINE_TIMEOUT',
    'ENGINE_MEMORY',
    'ENGINE_BOOT',
    'ENGINE_PROTOCOL',
    'STORE_FAILED',
    'PORT_IN_USE',
    'SERVER_OFF',
    'FOLDER_IN_USE',
    'FOLDER_UNUSABLE',
    'NOT_FOUND',
    'UNAUTHORIZED',
    'CLOSED',
    'INTERNAL',
  ]);
  expect(byCode[2]).toHaveLength(failureCodes.length - 23);
});

test('choices that contradict each other are refused', () => {
  expect(() => mappingFrom(['a=amount', 'b=amount'], testInputs)).toThrow(UsageError);
  expect(() => mappingFrom(['=amount'], testInputs)).toThrow(/names no column/u);
  expect(() => missingFrom(['reject', 'default'], testInputs)).toThrow(/more than once/u);
  const accepting = { name: 'age', type: 'number' as const, acceptsMissing: true };
  expect(missingFrom(['default'], [accepting])).toEqual({ age: { kind: 'default' } });
});

describe('serve', () => {
  const around = { cwd: '/home/ann', env: { FOREDECK_DATA: '/data' } };
  const usual = { dataFolder: '/data', host: '127.0.0.1', port: 8790, anyPort: false, ui: true };
  test.each([
    ['', { tokenIsNew: true }],
    ['--console', { anyPort: true, tokenIsNew: false }],
    ['--console --port 9000', { port: 9000, anyPort: false, tokenIsNew: false }],
    ['--port 0 --no-ui', { port: 0, ui: false, tokenIsNew: true }],
    ['--no-auth', { token: null, tokenIsNew: false }],
    ['--token t --host 0.0.0.0', { token: 't', host: '0.0.0.0', tokenIsNew: false }],
    ['--host ::1 --data x', { host: '::1', dataFolder: '/home/ann/x', tokenIsNew: true }],
  ])('serve %s', (line, changes) => {
    const options = serveOptions(words(line), around);
    expect(options).toEqual({ ...usual, token: options.token, ...changes });
    if (options.tokenIsNew) expect(options.token).toMatch(/^[\w-]{43}$/u);
  });
});
