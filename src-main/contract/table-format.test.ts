import { expect, it } from 'vitest';
import { tableExtensions, tableFormatOf, tableFormats } from './table-format.ts';

it('knows a table by its last extension, whatever the case', () => {
  for (const format of tableFormats) {
    for (const extension of tableExtensions[format]) {
      expect(tableFormatOf(`/a.b/März 1${extension.toUpperCase()}`)).toBe(format);
      expect(tableFormatOf(`C:\\data\\x${extension}`)).toBe(format);
      expect(tableFormatOf(`/data/${extension}`)).toBeNull();
    }
  }
  for (const other of ['x', 'x.', '', 'csv', 'x.csv.gz', 'x.csv/y', 'x.csvx'])
    expect(tableFormatOf(other)).toBeNull();
});
