import { expect, test } from 'vitest';
import { shownPath } from './shownPath.ts';

test('of an upload its name is told, of any other file its path', () => {
  expect(shownPath('/data/uploads/0f8fad5b-d9cb-469f-a165-70867728950e/flights.csv')).toBe('flights.csv');
  expect(shownPath(String.raw`C:\data\uploads\0f8fad5b-d9cb-469f-a165-70867728950e\a.csv`)).toBe('a.csv');
  expect(shownPath('/home/me/uploads/flights.csv')).toBe('/home/me/uploads/flights.csv');
});
