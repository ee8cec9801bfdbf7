import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { writeRows } from '../../bench/harness/rows.ts';
import type { ContractClient } from '../contract/client.ts';
import { failureOf } from '../contract/failure-schema.ts';
import { type Backend, openBackend } from './main.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const mlp = { name: 'mlp-30', version: null };
const trees = { name: 'trees-30', version: null };
const rows = 3_000;

let folder: string;
let backend: Backend;
let client: ContractClient;
let table: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-compare-'));
  table = join(folder, 'rows.csv');
  writeRows(table, { rows, seed: 7 });
  // As for a command that only looks: what is needed is started when it is.
  backend = await openBackend({
    dataFolder: join(folder, 'data'),
    shell: 'command',
    programFolder: root('bench'),
    idle: true,
  });
  client = backend.server.connect({ shell: 'command' }).client;
});
afterAll(async () => {
  await backend.stop();
  removeFolder(folder);
});

const compare = (request: Partial<Parameters<ContractClient['models']['compare']>[0]> = {}) =>
  client.models.compare({ first: mlp, second: trees, path: table, ...request });

async function refusal(promise: Promise<unknown>) {
  return promise.then(
    () => null,
    (error: unknown) => failureOf(error),
  );
}

/** What both models say of the table at another door. */
async function predicted(model: typeof mlp): Promise<{ label: string; yes: number }[]> {
  const records = parse(readFileSync(table), { columns: true }) as Record<string, string>[];
  const { predictions } = await client.models.predict({ model, instances: records });
  return predictions.map(({ prediction, probabilities }) => ({
    label: typeof prediction === 'string' ? prediction : '',
    yes: probabilities?.['yes'] ?? Number.NaN,
  }));
}

describe('two models on the same rows', () => {
  it('are told apart as their predictions at every other door are', async () => {
    const comparison = await compare();
    const said = [await predicted(mlp), await predicted(trees)] as const;
    const differing = said[0].filter(({ label }, row) => label !== said[1][row]!.label).length;
    const apart = said[0].map(({ yes }, row) => Math.abs(yes - said[1][row]!.yes));

    expect(comparison).toMatchObject({ rows, rejected: 0, truth: null });
    expect(comparison.agreement.disagreeing).toBe(differing);
    expect(differing).toBeGreaterThan(0);
    expect(comparison.agreement.share).toBeCloseTo(1 - differing / rows, 10);
    expect(comparison.agreement.largest).toBeCloseTo(Math.max(...apart), 5);
    expect(comparison.agreement.mean).toBeCloseTo(apart.reduce((sum, x) => sum + x, 0) / rows, 5);
    expect(comparison.disagreements.reduce((sum, bin) => sum + bin.rows, 0)).toBe(differing);
    for (const bin of comparison.disagreements) {
      const inBin = said[0].filter(
        ({ label, yes }, row) => label !== said[1][row]!.label && yes >= bin.from && yes < bin.to,
      );
      expect(inBin).toHaveLength(bin.rows);
      expect([bin.firstRight, bin.secondRight]).toEqual([null, null]);
    }
    const told = said[0].flatMap(({ label }, row) => (label === said[1][row]!.label ? [] : [row + 1]));
    expect(comparison.differences.map(({ row }) => row)).toEqual(told.slice(0, 50));
    for (const { row, first, second } of comparison.differences) {
      expect([first, second].map((words) => words.split(' ')[0])).toEqual(
        said.map((all) => all[row - 1]!.label),
      );
    }
    for (const side of comparison.sides) {
      expect(side.metrics).toEqual([]);
      expect(side.loadMs).toBeGreaterThan(0);
      expect(side.memoryBytes ?? Infinity).toBeGreaterThanOrEqual(side.sizeBytes);
      expect(side.rowsPerSecond).toBeGreaterThan(1_000);
      expect(side.p50Ms).toBeGreaterThan(0);
      expect(side.p99Ms).toBeGreaterThanOrEqual(side.p50Ms);
    }
  }, 60_000);

  it('are judged by a truth, and a model is always right about its own answers', async () => {
    const labels = (await predicted(trees)).map(({ label }) => label);
    const lines = readFileSync(table, 'utf8').trimEnd().split('\n');
    const told = join(folder, 'told.csv');
    writeFileSync(
      told,
      lines.map((line, index) => `${line},${index === 0 ? 'what' : labels[index - 1]}\n`).join(''),
    );
    const comparison = await compare({ path: told, truth: 'what', rows: 1_000 });
    expect(comparison).toMatchObject({ rows: 1_000, rejected: 0, truth: 'what' });
    const metric = (side: 0 | 1, name: string) =>
      comparison.sides[side].metrics.find((candidate) => candidate.name === name)?.value;
    expect(metric(1, 'AUC')).toBe(1);
    expect(metric(1, 'accuracy')).toBe(1);
    expect(metric(0, 'accuracy')).toBeCloseTo(comparison.agreement.share, 10);
    for (const bin of comparison.disagreements)
      expect([bin.firstRight, bin.secondRight]).toEqual([0, bin.rows]);
  }, 60_000);

  it('are the same when they are the same', async () => {
    const comparison = await compare({ second: mlp, rows: 500 });
    expect(comparison.agreement).toEqual({ share: 1, disagreeing: 0, largest: 0, mean: 0 });
  }, 60_000);

  it('are compared on JSON Lines as on the same rows of CSV', async () => {
    const records = parse(readFileSync(table), { columns: true, to: 300 }) as Record<string, string>[];
    const jsonl = join(folder, 'rows.jsonl');
    writeFileSync(jsonl, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const one = await compare({ rows: 300 });
    const other = await compare({ path: jsonl });
    expect(other.rows).toBe(300);
    expect(other.agreement).toEqual(one.agreement);
    expect(other.disagreements).toEqual(one.disagreements);
  }, 60_000);

  it('end at once when nobody waits any more', async () => {
    const stop = new AbortController();
    const asked = client.models.compare(
      { first: mlp, second: trees, path: table, rows: 3_000 },
      { signal: stop.signal },
    );
    setImmediate(() => stop.abort());
    await expect(asked).rejects.toThrow();
    // The process is free again.
    expect((await compare({ rows: 100 })).rows).toBe(100);
  }, 60_000);
});

describe('what cannot be compared is told in a sentence', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
    return path;
  };

  it('a truth that is no column', async () => {
    expect(await refusal(compare({ truth: 'outcome' }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/^rows\.csv has no column "outcome"; it has f00, f01/u),
    });
  });

  it('a truth that names no class', async () => {
    expect(await refusal(compare({ truth: 'f26', rows: 50 }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(
        /^the column f26 of rows\.csv does not say what happened: it holds "A\d\d", and it should hold one of no, yes$/u,
      ),
    });
  });

  it('a table without a column that is needed', async () => {
    const path = write('short.csv', 'f00,f01\n20,30\n');
    expect(await refusal(compare({ path }))).toMatchObject({
      code: 'MAPPING_INCOMPLETE',
      message: 'short.csv has no column for the feature f02; it has f00, f01',
    });
  });

  it('rows that neither can score', async () => {
    const [header = ''] = readFileSync(table, 'utf8').split('\n', 1);
    const path = write('words.csv', `${header}\n${header.replaceAll(/f\d\d/gu, 'word')}\n`);
    expect(await refusal(compare({ path }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'the one row of words.csv could not be scored by both models: f00 is not a number: "word"',
    });
  });

  it('a model or a file that is not there', async () => {
    expect(await refusal(compare({ second: { name: 'nobody', version: null } }))).toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(await refusal(compare({ path: join(folder, 'nothing.csv') }))).toMatchObject({
      code: 'INPUT_NOT_FOUND',
    });
  });
});
