import { expect, test } from 'vitest';
import { type Later, startInOrder } from './start-in-order.ts';

const ended: string[] = [];
const part = (later: Later, name: string, fails = false): void =>
  later(async () => {
    ended.push(name);
    if (fails) throw new Error(name);
  });

test('what was started ends backwards, once, each part even where another one fails', async () => {
  ended.length = 0;
  const started = await startInOrder(async (later) => {
    part(later, 'store');
    part(later, 'engines', true);
    part(later, 'server', true);
    return { url: 'x' };
  });
  expect(started.url).toBe('x');
  await expect(started.stop()).rejects.toThrow('server');
  await expect(started.stop()).rejects.toThrow('server');
  expect(ended).toEqual(['server', 'engines', 'store']);
});

test('a start that fails half-way ends what it has begun, and fails with its own reason', async () => {
  ended.length = 0;
  const starting = startInOrder(async (later) => {
    part(later, 'store');
    part(later, 'engines', true);
    throw new Error('no port');
  });
  await expect(starting).rejects.toThrow('no port');
  expect(ended).toEqual(['engines', 'store']);
});
