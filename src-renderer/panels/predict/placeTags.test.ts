import { expect, test } from 'vitest';
import { placeTags } from './placeTags.ts';

const picture = { width: 600, height: 800 };
const tag = { width: 60, height: 12 };

test('a tag stands above its box where nothing is there', () => {
  expect(placeTags([[100, 100, 200, 80]], [tag], picture)).toEqual([{ x: 100, y: 88 }]);
});

test('the tag of a text below a title leaves the title free', () => {
  const title: [number, number, number, number] = [100, 100, 90, 10];
  const text: [number, number, number, number] = [100, 112, 250, 90];
  const [, place] = placeTags([title, text], [tag, tag], picture);
  expect(place && place.y < 112 && place.x < 190).toBe(false);
});
