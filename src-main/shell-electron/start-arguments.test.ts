import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ownWords, readStartArguments } from './start-arguments.ts';

const at = resolve('/work');

test.each([
  [[], { dataFolder: null, paths: [] }],
  [['a.csv', '/b/c.csv'], { dataFolder: null, paths: [resolve(at, 'a.csv'), resolve('/b/c.csv')] }],
  [['--data', 'd', 'a.csv'], { dataFolder: resolve(at, 'd'), paths: [resolve(at, 'a.csv')] }],
  [['--data=d'], { dataFolder: resolve(at, 'd'), paths: [] }],
  [['--data'], { dataFolder: null, paths: [] }],
  [['--enable-logging', '-psn_0_1', ''], { dataFolder: null, paths: [] }],
  [['--', '--data', '-x.csv'], { dataFolder: null, paths: [resolve(at, '--data'), resolve(at, '-x.csv')] }],
])('%j', (argv, expected) => {
  expect(readStartArguments(argv, at)).toEqual(expected);
});

test('the words of the program itself are left out', () => {
  expect(ownWords(['foredeck', 'a.csv'], false)).toEqual(['a.csv']);
  expect(ownWords(['electron', '.', 'a.csv'], true)).toEqual(['a.csv']);
  expect(ownWords(['electron', '--ozone-platform=x11', '.', '--data', 'd'], true)).toEqual(['--data', 'd']);
  expect(ownWords(['electron'], true)).toEqual([]);
});
