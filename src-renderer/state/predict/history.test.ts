import { expect, test } from 'vitest';
import type { HistoryEntry, Instance } from '../../../src-main/contract/index.ts';
import { listedEntries, tellingFeature } from './history.ts';
import { rememberedOf } from './remembered.ts';
import { entryNotes, saidWords, shortNotes } from './said.ts';

const entry = (id: number, instance: Instance | null, more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  id,
  atMs: id,
  name: 'm',
  version: '1',
  door: 'console',
  instance,
  prediction: { prediction: 'late' },
  ms: 1,
  coldStart: false,
  ...more,
});

test('entries of the newest page and older ones are listed once, without what is being forgotten', () => {
  const first = [entry(9, {}), entry(8, {}), entry(7, {})];
  const older = [entry(8, {}), entry(7, {}), entry(6, {}), entry(5, {})];
  const listed = listedEntries({ page: { entries: first, more: false }, older, hidden: new Set([8, 5]) });
  expect(listed.map(({ id }) => id)).toEqual([9, 7, 6]);
});

test('entries are told apart by a preferred feature that differs, else by the one that differs most', () => {
  const entries = [1, 2, 3].map((id) => entry(id, { a: 1, b: id, c: id % 2, d: 0 }));
  const features = ['a', 'b', 'c', 'd'];
  expect(tellingFeature(entries, features, [])).toBe('b');
  expect(tellingFeature(entries, features, ['c'])).toBe('c');
  expect(tellingFeature(entries, features, ['d', 'c'])).toBe('c');
  expect(tellingFeature(entries, features, ['d', null])).toBe('b');
  expect(tellingFeature([], features, [null, 'd'])).toBe('d');
  expect(tellingFeature([], features, [null, 'gone'])).toBe('a');
  expect(tellingFeature([], [], [null])).toBeNull();
});

test('an answer in a few words', () => {
  const box = { label: 'x', score: 1, box: [0, 0, 1, 1] as [number, number, number, number] };
  expect(
    [
      { prediction: 'late' },
      { prediction: 1234.5678 },
      { prediction: [box] },
      { prediction: { p: 1, q: 2.5 } },
      { prediction: null, rejected: 'why' },
    ].map((said) => saidWords(said)),
  ).toEqual(['late', '1,234.57', '1 box', 'p 1, q 2.5', 'rejected']);
});

test('what is special about an entry', () => {
  expect(entryNotes(entry(1, null, { door: 'http', coldStart: true, version: '2' }), '1')).toBe(
    'version 2, by a program, model was asleep, values not kept',
  );
  expect(entryNotes(entry(1, {}), '1')).toBe('');
  expect(shortNotes(entry(1, null, { door: 'http', coldStart: true, version: '2' }), '1')).toBe(
    'version 2, program, woken, no values',
  );
});

test('what was remembered of a form is taken as far as it is understood', () => {
  expect(rememberedOf('{"texts":{"a":"1","b":2},"swept":"a","asIType":false,"beside":3}')).toEqual({
    texts: { a: '1' },
    swept: 'a',
    asIType: false,
  });
  expect([rememberedOf(null), rememberedOf('['), rememberedOf('3')]).toEqual([null, null, null]);
});
