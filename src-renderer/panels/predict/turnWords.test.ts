import { expect, test } from 'vitest';
import type { Sweep } from '../../state/predict/sweep.ts';
import { turnWords } from './turnWords.ts';

const sweep: Sweep = { kind: 'numbers', feature: 'x', values: [-2, -1, 0, 1, 2, 3], step: 1 };
const saying = (classes: string) => classes.split('').map((prediction) => ({ prediction }));

test.for([
  [['aaaaaa'], null],
  [['aaabbb'], 'turns b at 1 min'],
  [['abbbaa'], 'turns b at −1 min, a at 2 min'],
  [['ababca'], 'changes class 5 times, first to b at −1 min'],
  [['aabbbb', 'aaaabb'], 'turns b at 0 min (3), 2 min (4)'],
  [['aabbbb', 'aaaaaa'], 'turns b at 0 min (3)'],
  [['aaaaaa', 'aaaabb'], 'turns b at 2 min (4)'],
  [['aabbbb', 'abbbba'], 'turns b at 0 min (3); turns b at −1 min, a at 3 min (4)'],
] as const)('%s: %s', ([classes, words]) => {
  const names = ['3', '4'].slice(0, classes.length);
  expect(turnWords(sweep, classes.map(saying), names, 'min')).toBe(words);
});
