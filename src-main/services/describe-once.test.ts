import { appendFileSync, mkdtempSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { TableDescription } from '../contract/files.ts';
import { failed } from '../contract/failure.ts';
import { describeOnce } from './describe-once.ts';

let folder: string;
let looks: string[];
let fails: boolean;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-describe-'));
  looks = [];
  fails = false;
});
afterEach(() => removeFolder(folder));

const look = (path: string, delimiter: string | null) => {
  looks.push(`${path.slice(folder.length + 1)} ${delimiter}`);
  if (fails) return Promise.reject(failed('INPUT_NOT_FOUND', 'not there'));
  return Promise.resolve({ path, sizeBytes: looks.length } as TableDescription);
};
const file = (name: string, text = 'a\n1\n') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it('looks once at a file that stays as it is, also for two who ask at once', async () => {
  const describe = describeOnce(look);
  const path = file('a.csv');
  const [one, two] = await Promise.all([describe(path, null), describe(path, null)]);
  expect([two, await describe(path, null)]).toEqual([one, one]);
  await describe(path, ';');
  expect(looks).toEqual(['a.csv null', 'a.csv ;']);
});

it('looks again when the file was written to or replaced, even by one of the same size and time', async () => {
  const describe = describeOnce(look);
  const path = file('a.csv');
  utimesSync(path, 1000, 1000);
  await describe(path, null);
  appendFileSync(path, '2\n');
  expect((await describe(path, null)).sizeBytes).toBe(2);
  const other = file('other.csv', 'b\n1\n2\n');
  utimesSync(path, 2000, 2000);
  utimesSync(other, 2000, 2000);
  expect((await describe(path, null)).sizeBytes).toBe(3);
  renameSync(other, path);
  expect((await describe(path, null)).sizeBytes).toBe(4);
});

it('remembers no failure and not more than a few tables', async () => {
  const describe = describeOnce(look);
  const path = file('a.csv');
  fails = true;
  await expect(describe(path, null)).rejects.toThrow('not there');
  await expect(describe(join(folder, 'none.csv'), null)).rejects.toThrow('not there');
  fails = false;
  await describe(path, null);
  for (let n = 0; n < 4; n++) await describe(file(`${n}.csv`), null);
  expect(looks).toHaveLength(7);
  await describe(path, null);
  expect(looks).toHaveLength(8);
});
