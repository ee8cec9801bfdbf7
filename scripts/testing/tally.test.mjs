import { describe, expect, it } from 'vitest';
import { emptyTally, isGreen, sumOf, summaryLines } from './tally.mjs';
import { tallyOf } from './tally-reporter.mjs';

describe('summaryLines', () => {
  it('ends with the counts', () => {
    expect(summaryLines({ passed: 3, failed: [], skipped: [] })).toEqual(['3 passed, 0 failed']);
  });

  it('names what failed, and what was skipped with its reason', () => {
    const tally = { passed: 1, failed: ['a > b'], skipped: [{ name: 'c', reason: 'no display' }] };
    expect(summaryLines(tally)).toEqual([
      'Skipped:',
      '  c: no display',
      '',
      'Failed:',
      '  a > b',
      '',
      '1 passed, 1 failed, 1 skipped',
    ]);
  });

  it('says that nothing ran', () => {
    expect(summaryLines(emptyTally())).toEqual(['No test ran.', '0 passed, 0 failed']);
  });
});

it('is green only when something passed and nothing failed', () => {
  expect(isGreen(emptyTally())).toBe(false);
  expect(isGreen({ ...emptyTally(), passed: 1 })).toBe(true);
  expect(isGreen({ ...emptyTally(), passed: 1, failed: ['x'] })).toBe(false);
});

it('adds up', () => {
  const one = { passed: 2, failed: ['x'], skipped: [] };
  expect(sumOf([one, emptyTally(), one])).toEqual({ passed: 4, failed: ['x', 'x'], skipped: [] });
});

describe('tallyOf', () => {
  const test = (fullName, result) => ({ fullName, result: () => result });
  const testModule = (tests, errors = [], suites = []) => ({
    relativeModuleId: 'm.test.ts',
    errors: () => errors,
    children: { allTests: () => tests, allSuites: () => suites },
  });

  it('counts by what became of each test', () => {
    const tests = [
      test('a', { state: 'passed' }),
      test('b', { state: 'failed' }),
      test('c', { state: 'skipped', note: 'no GPU' }),
      test('d', { state: 'skipped' }),
      test('e', { state: 'pending' }),
    ];
    expect(tallyOf([testModule(tests)], [])).toEqual({
      passed: 1,
      failed: ['m.test.ts > b', 'm.test.ts > e (never finished)'],
      skipped: [
        { name: 'm.test.ts > c', reason: 'no GPU' },
        { name: 'm.test.ts > d', reason: 'no reason given' },
      ],
    });
  });

  it('counts a file that does not load, a hook that fails and an error nobody caught', () => {
    const suite = { fullName: 's', errors: () => [new Error('hook')] };
    const tally = tallyOf(
      [testModule([], [new Error('syntax')]), testModule([], [], [suite])],
      [new Error('late')],
    );
    expect(tally.failed).toEqual([
      'm.test.ts (outside its tests): syntax',
      'm.test.ts > s (outside its tests): hook',
      'unhandled error: late',
    ]);
  });
});
