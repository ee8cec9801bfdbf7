import { expect, it } from 'vitest';
import type { ModelOutputs } from '../contract/card.ts';
import { rowsPerAnswer } from './rows-per-answer.ts';

const classes = (count: number, probabilities: string | null = 'p'): ModelOutputs => ({
  kind: 'classification',
  probabilities,
  label: 'l',
  activation: 'none',
  labels: Array.from({ length: count }, (_, index) => String(index)),
});

it('is a whole call for what gives little, and fewer rows for what gives much', () => {
  expect(rowsPerAnswer({ kind: 'regression', value: 'y' })).toBe(4096);
  expect(rowsPerAnswer(classes(2))).toBe(4096);
  expect(rowsPerAnswer(classes(1000))).toBe(250);
  expect(rowsPerAnswer(classes(1000, null))).toBe(4096);
  expect(rowsPerAnswer(classes(100_000))).toBe(2);
  const targets = Array.from({ length: 10_000 }, (_, index) => `t${index}`);
  expect(rowsPerAnswer({ kind: 'regression', value: 'y', targets })).toBe(25);
});
it('is never nothing', () => {
  expect(rowsPerAnswer(classes(1_000_000))).toBe(1);
});
