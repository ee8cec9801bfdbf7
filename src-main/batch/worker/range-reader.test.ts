import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { type ReadScratch, readMore, readRange } from './range-reader.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-range-'));
});
afterAll(() => removeFolder(folder));

/** Bytes that tell where they stand. */
const content = Buffer.from(Uint32Array.from({ length: 750_000 }, (_, at) => at).buffer);

test.each([0, 1, 200_000, 299_999])(
  'reading on from %i gives the bytes of the file until it ends',
  (kept) => {
    const path = join(folder, 'numbers');
    writeFileSync(path, content);
    const fd = openSync(path, 'r');
    // As left by an earlier range: what is in it counts for nothing.
    const scratch: ReadScratch = { buffer: Buffer.alloc(2_000_000, 0xff) };
    const from = 1_000;
    const range = readRange(fd, scratch, from, from + 300_000, content.length);
    let keep = kept;
    let reads = 0;
    while (readMore(fd, scratch, range, keep, content.length)) {
      keep = Math.min(keep, range.until);
      reads++;
      expect(range.until).toBeLessThanOrEqual(content.length - range.base);
      expect(range.final).toBe(range.base + range.until === content.length);
      const valid = range.bytes.subarray(0, range.until);
      expect(valid.equals(content.subarray(range.base, range.base + range.until))).toBe(true);
    }
    closeSync(fd);
    expect(reads).toBeGreaterThan(0);
    expect(range.final).toBe(true);
  },
);
