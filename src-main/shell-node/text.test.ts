import { expect, it } from 'vitest';
import * as text from './text.ts';

it('a table keeps a line a line, whatever stands in its cells', () => {
  const heads = [{ title: 'NAME' }, { title: 'ROWS', right: true }];
  expect(text.table(heads, [['a\nb', '12']])).toBe('NAME  ROWS\na\ufffdb     12\n');
});

it('a table may be long', () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
  expect(text.table([{ title: 'N' }], lines).split('\n')).toHaveLength(200_002);
});
