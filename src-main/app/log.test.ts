import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import { failed } from '../contract/failure.ts';
import { openLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-log-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  removeFolder(folder);
});

const lines = (name = 'foredeck.log') =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('goes on in the same file from start to start', () => {
  openLog(folder, () => 0).failure(failed('DISK_FULL', 'full').failure);
  openLog(folder, () => 1000).error('jobs.create', new TypeError('odd'));
  expect(lines()).toMatchObject([
    { at: '1970-01-01T00:00:00.000Z', level: 'warn', code: 'DISK_FULL', message: 'full' },
    { at: '1970-01-01T00:00:01.000Z', level: 'error', where: 'jobs.create' },
  ]);
  expect(lines()[1].message).toMatch(/^TypeError: odd\n/u);
  expect(readdirSync(folder)).toEqual(['foredeck.log']);
});

it('puts a large one aside at the start, in place of the one before', () => {
  writeFileSync(join(folder, 'foredeck.1.log'), 'older');
  writeFileSync(join(folder, 'foredeck.log'), '');
  truncateSync(join(folder, 'foredeck.log'), 5_000_001);
  openLog(folder, () => 0).note('opened', { version: 1 });
  expect(lines()).toMatchObject([{ level: 'info', message: 'opened', details: { version: 1 } }]);
  expect(readFileSync(join(folder, 'foredeck.1.log'))).toHaveLength(5_000_001);
});

it('speaks on stderr when it cannot be written', () => {
  const said: unknown[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(text) > 0);
  writeFileSync(join(folder, 'file'), '');
  openLog(join(folder, 'file'), () => 0).note('opened', {});
  expect(said.join('')).toContain('"message":"opened"');
});
