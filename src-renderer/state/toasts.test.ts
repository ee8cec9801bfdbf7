import { beforeEach, expect, test } from 'vitest';
import { toast, useToasts } from './toasts.ts';

beforeEach(() => useToasts.setState({ toasts: [] }));
const titles = () => useToasts.getState().toasts.map(({ title }) => title);

test('a toast takes the place of an older one about the same', () => {
  toast({ level: 'ok', title: 'Copied as curl', about: 'copied' });
  toast({ level: 'ok', title: 'The cache is empty' });
  toast({ level: 'ok', title: 'Copied as Python', about: 'copied' });
  toast({ level: 'ok', title: 'The cache is empty' });
  expect(titles()).toEqual(['The cache is empty', 'Copied as Python', 'The cache is empty']);
});

test('the newest four are shown', () => {
  for (const title of ['1', '2', '3', '4', '5']) toast({ level: 'bad', title });
  expect(titles()).toEqual(['2', '3', '4', '5']);
});
