import { expect, test } from 'vitest';
import { besidePartial, finalName, partialName } from './partial-name.ts';

const id = 'mwreetnm-8312ab25';

test('a partial file is named for its output and its job', () => {
  expect(partialName('flights.scored.csv', id)).toBe(`.flights.scored.csv.${id}.partial`);
});

test('messages name the output, whichever of its working files they are about', () => {
  for (const name of ['o.csv', '.o.csv', 'a\nb.parquet', '🛫.csv']) {
    expect(finalName(partialName(name, id))).toBe(name);
    for (const added of besidePartial) expect(finalName(partialName(name, id) + added)).toBe(name);
    expect(finalName(name)).toBe(name);
  }
});

test('a name as long as a file system takes still has a partial one that it takes', () => {
  for (const name of ['n'.repeat(255), '🛫'.repeat(63), 'é'.repeat(127)]) {
    for (const added of besidePartial) {
      expect(Buffer.byteLength(partialName(name, id) + added)).toBeLessThanOrEqual(255);
    }
    expect(finalName(partialName(name, id))).toMatch(/…$/u);
  }
});
