import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { programUrl } from '../app/entries.ts';
import { logisticModel } from '../engine/testing/models.ts';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const sample = join(fileURLToPath(programUrl), 'resources', 'samples', 'flight-delay.csv');

interface Run {
  child: ChildProcess;
  ended: Promise<{ code: number | null; out: string; err: string }>;
  /** Resolves with the first match in what was printed. */
  said(pattern: RegExp): Promise<string>;
}

let folder: string;
let header: string;
let lines: string[];
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foredeck cli-'));
  [header = '', ...lines] = (await readFile(sample, 'utf8')).trimEnd().split('\n');
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
afterAll(() => removeFolder(folder));

function foredeck(...args: string[]): Run {
  const env = { ...process.env, FOREDECK_DATA: join(folder, 'data') };
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let out = '';
  let err = '';
  let look = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    out += piece;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    err += piece;
    look();
  });
  const ended = once(child, 'close').then(([code]) => ({ code, out, err }));
  const said = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      look = () => {
        const found = pattern.exec(`${out}${err}`);
        if (found) resolve(found[1] ?? found[0]);
      };
      look();
      void ended.then(() => reject(new Error(`It ended, having said: ${out}${err}`)));
    });
  return { child, ended, said };
}

async function table(name: string, rows: number): Promise<string> {
  const path = join(folder, name);
  const all = Array.from({ length: rows }, (_, index) => lines[index % lines.length]);
  await writeFile(path, `${header}\n${all.join('\n')}\n`);
  return path;
}

test('a file is scored beside itself, from wherever the command is typed', async () => {
  await table('small.csv', 300);
  const first = await foredeck(
    'score',
    'small.csv',
    '--model',
    'flight-delay',
    '--missing',
    'default',
    '--json',
  ).ended;
  expect(first).toMatchObject({ code: 3 });
  const answer = JSON.parse(first.out);
  expect(answer).toMatchObject({
    model: 'flight-delay',
    rows: 300,
    output: join(folder, 'small.scored.csv'),
  });
  expect(answer.scored + answer.rejected).toBe(300);
  expect((await readFile(answer.output, 'utf8')).trimEnd().split('\n')).toHaveLength(301);

  const again = await foredeck('score', 'small.csv', '--model', 'flight-delay').ended;
  expect(again).toMatchObject({ code: 2, out: '' });
  expect(again.err).toContain('small.scored.csv');

  const listed = await foredeck('jobs', 'list', '--json').ended;
  expect(JSON.parse(listed.out)).toMatchObject([{ id: answer.job, state: 'done' }]);
});

test('a model is imported, goes by aliases, rolls back, is removed and comes back, each with a command', async () => {
  const path = join(folder, 'churn.onnx');
  await writeFile(path, logisticModel());
  const models = (...args: string[]) => foredeck('models', ...args).ended;
  const first = await models('import', 'churn.onnx', '--json');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(first.out)).toMatchObject({ summary: { name: 'churn', version: '1' }, report: {} });
  const second = await models('import', path, '--name', 'churn', '--version', 'b');
  expect(second.out).toMatch(/^churn@b\nImported from churn\.onnx on [^\n]+\nLEVEL +WHAT +FINDING\nCHECKED/u);

  expect((await models('alias', 'churn', 'champion=1')).code).toBe(0);
  const rolled = await models('alias', 'churn', 'champion=previous', '--json');
  expect(JSON.parse(rolled.out)).toMatchObject([
    { version: '1', aliases: ['previous'] },
    { version: 'b', aliases: ['champion'] },
  ]);
  const shown = await models('show', 'churn');
  expect(shown.out).toContain('(churn@b)');
  expect(shown.out).toContain('aliases: champion\n');
  expect(shown.out).toMatch(/CHECKED +Probe run/u);
  expect(JSON.parse((await models('load', 'churn', '--json')).out).residency.state).toBe('resident');

  expect((await models('remove', 'churn@champion')).out).toContain('churn@b is off the list');
  expect((await models('show', 'churn@b')).code).toBe(2);
  expect((await models('restore', 'churn@b')).code).toBe(0);
  expect((await models('list')).out).toMatch(/^churn +b +champion +asleep/mu);

  const refused = await models('import', sample);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(/^foredeck: flight-delay\.csv is no ONNX model/u);
  expect((await models('remove', 'flight-delay')).code).toBe(2);
}, 60_000);

test('an input that is not there ends with 2', async () => {
  const { code, out, err } = await foredeck('score', 'nowhere.csv', '--model', 'flight-delay').ended;
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^foredeck: .*nowhere\.csv/u);
  expect(err).toContain(`Paths are taken from ${realpathSync(folder)}.`);
});

test.skipIf(process.platform === 'win32')(
  'Ctrl-C keeps what was done, and --resume ends with the bytes of a run that was never stopped',
  async () => {
    const input = await table('large.csv', 100_000);
    const score = ['score', input, '--model', 'flight-delay'];
    const whole = await foredeck(...score, '--output', 'whole.csv').ended;
    expect(whole.code).toBe(3);

    const stopped = foredeck(...score, '--output', 'stopped.csv');
    // Its partial file is there as soon as the first rows are.
    while (!(await readdir(folder)).some((name) => name.startsWith('.stopped.csv.'))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    stopped.child.kill('SIGINT');
    const { code, out, err } = await stopped.ended;
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain('foredeck jobs resume');
    expect(existsSync(join(folder, 'stopped.csv'))).toBe(false);

    const resumed = await foredeck(...score, '--output', 'stopped.csv', '--resume', '--json').ended;
    expect(resumed.code).toBe(3);
    expect(JSON.parse(resumed.out)).toMatchObject({ rows: 100_000 });
    const files = await Promise.all(['whole.csv', 'stopped.csv'].map((name) => readFile(join(folder, name))));
    expect(files[0]?.equals(files[1] ?? Buffer.alloc(0))).toBe(true);
  },
);

test('a server carries out the commands for its folder, refuses a second one, and ends with Ctrl-C', async () => {
  const server = foredeck('serve', '--no-ui', '--port', '0', '--token', 'test-token');
  const url = await server.said(/Serving at (\S+)/u);
  await expect.poll(() => status(`${url}/v2/health/ready`), { timeout: 20_000 }).toBe(200);
  expect(await status(`${url}/console/jobs/nope/output`)).toBe(401);
  expect(await status(`${url}/console/jobs/nope/output`, { authorization: 'Bearer test-token' })).toBe(404);

  const second = await foredeck('serve', '--no-ui', '--port=0', '--token', 'hush').ended;
  expect(second).toMatchObject({ code: 1, out: '' });
  expect(second.err).toMatch(/--data\n {2}--port, --token, --no-ui had no effect\. .* under Settings\./u);
  expect(second.err).not.toContain('hush');

  await table('held.csv', 200);
  const scored = await foredeck('score', 'held.csv', '--model', 'flight-delay', '--json').ended;
  expect(scored.code).toBe(3);
  expect(JSON.parse(scored.out)).toMatchObject({ rows: 200, output: join(folder, 'held.scored.csv') });
  expect((await foredeck('score', 'held.csv', '--model', 'no-such').ended).code).toBe(2);

  server.child.kill('SIGINT');
  expect((await server.ended).code).toBe(0);
});

test('a server goes on when nobody reads what it prints', async () => {
  const server = foredeck('serve', '--no-ui', '--port', '0');
  server.child.stdout?.destroy();
  await server.said(/Ctrl-C ends it/u);
  await table('unread.csv', 20);
  expect((await foredeck('score', 'unread.csv', '--model', 'flight-delay').ended).err).toContain('20 rows');
  expect(server.child.exitCode).toBe(null);
  server.child.kill('SIGINT');
  expect((await server.ended).code).toBe(0);
});

test('a command goes on with its job when the server that ran it is killed', async () => {
  const server = foredeck('serve', '--no-ui', '--port', '0');
  await server.said(/Serving at/u);
  const input = await table('orphan.csv', 60_000);
  const scoring = foredeck('score', input, '--model', 'flight-delay', '--json');
  while (!(await readdir(folder)).some((name) => name.startsWith('.orphan.scored.csv.'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  server.child.kill('SIGKILL');
  const { code, out } = await scoring.ended;
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ rows: 60_000 });
});

function status(url: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

test('rows given as JSON are scored one a line, and end with 3 when one cannot be', async () => {
  const columns = header.split(',');
  const rows = lines
    .slice(0, 3)
    .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i], cell])));
  const { month, day_of_week, sched_dep, carrier, origin, dest, distance, wind_speed, visib, dep_delay } =
    rows[0] ?? {};
  const first = {
    month,
    day_of_week,
    sched_dep,
    carrier,
    origin,
    dest,
    distance,
    wind_speed,
    visib,
    dep_delay,
  };
  await writeFile(
    join(folder, 'rows.jsonl'),
    [first, { ...first, month: Number(month) }, { ...first, carrier: 'ZZ' }]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  const { code, out, err } = await foredeck('predict', 'flight-delay', '--file', 'rows.jsonl').ended;
  const [one, same, rejected] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(one).toMatchObject({ prediction: expect.any(String), probabilities: { late: expect.any(Number) } });
  expect(same).toEqual(one);
  expect(rejected).toEqual({
    prediction: null,
    rejected: 'carrier is not one of the 16 values the model knows: "ZZ"',
  });
  expect(err).toContain('1 row could not be scored');
  expect(code).toBe(3);

  const whole = await foredeck('predict', 'flight-delay', '--input', JSON.stringify(first), '--json').ended;
  expect(JSON.parse(whole.out)).toEqual({ name: 'flight-delay', version: '1', predictions: [one] });
  expect(whole.code).toBe(0);

  const unknown = await foredeck('predict', 'flight-delay', '--input', '{"mnoth": 1}').ended;
  expect(unknown.err).toContain('row 1 names "mnoth", which is no feature of the model');
  expect(unknown.code).toBe(2);

  const noFile = await foredeck('predict', 'flight-delay', '--file', '.').ended;
  expect(noFile).toMatchObject({ code: 2, err: expect.stringContaining('is a folder') });
  const picture = await foredeck('predict', 'page-layout', '--image', 'image=.').ended;
  expect(picture).toMatchObject({ code: 2, err: expect.stringContaining('is no file with a picture') });
});
