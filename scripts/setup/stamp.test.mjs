import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStamp, stampOfContent, stampOfFiles, writeStamp } from './stamp.mjs';

let base;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'foredeck é stamp-'));
  mkdirSync(join(base, 'src', 'deep'), { recursive: true });
  writeFileSync(join(base, 'src', 'a.ts'), 'a');
  writeFileSync(join(base, 'src', 'deep', 'b.ts'), 'b');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const stamp = () => stampOfFiles(base, ['src', 'config.ts'], (path) => !path.endsWith('.test.ts'));

describe('stampOfFiles', () => {
  it('stays the same while nothing changes', () => {
    expect(stamp()).toBe(stamp());
  });

  it.each([
    ['a file grows', () => writeFileSync(join(base, 'src', 'a.ts'), 'aa')],
    ['a file is touched', () => utimesSync(join(base, 'src', 'a.ts'), 1, 1)],
    ['a file is added', () => writeFileSync(join(base, 'src', 'deep', 'c.ts'), '')],
    ['a file is removed', () => rmSync(join(base, 'src', 'deep', 'b.ts'))],
    ['a missing file appears', () => writeFileSync(join(base, 'config.ts'), '')],
  ])('changes when %s', (_, change) => {
    const before = stamp();
    change();
    expect(stamp()).not.toBe(before);
  });

  it('ignores files that do not count', () => {
    const before = stamp();
    writeFileSync(join(base, 'src', 'a.test.ts'), 'x');
    expect(stamp()).toBe(before);
  });
});

describe('stampOfContent', () => {
  it('follows the content and the words, not the time', () => {
    const file = join(base, 'src', 'a.ts');
    const before = stampOfContent(file, 'linux', 'x64');
    utimesSync(file, 1, 1);
    expect(stampOfContent(file, 'linux', 'x64')).toBe(before);
    expect(stampOfContent(file, 'linux', 'arm64')).not.toBe(before);
    expect(stampOfContent(join(base, 'none'))).toBeUndefined();
  });
});

it('a stamp that was never written reads as undefined', () => {
  const file = join(base, 'new folder', 'stamp');
  expect(readStamp(file)).toBeUndefined();
  writeStamp(file, 'x');
  expect(readStamp(file)).toBe('x');
});
