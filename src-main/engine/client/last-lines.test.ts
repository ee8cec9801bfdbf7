import { expect, test } from 'vitest';
import { keepLastLines } from './last-lines.ts';

test('the last lines are kept, however the text was cut', () => {
  const kept = keepLastLines({ lines: 2, lineCharacters: 6 });
  kept.add('one\ntw');
  expect(kept.read()).toEqual(['one', 'tw']);
  kept.add('o\r\n\nthree');
  expect(kept.read()).toEqual(['one', 'two', 'three']);
  kept.add('\nfour and more\n');
  expect(kept.read()).toEqual(['three', 'four a']);
});

test('a stream without line ends does not grow', () => {
  const kept = keepLastLines({ lines: 2, lineCharacters: 6 });
  for (let i = 0; i < 100; i++) kept.add('x'.repeat(1000));
  expect(kept.read()).toEqual(['xxxxxx']);
});
