import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputBytesMark, publish, published } from './publish.ts';

let folder: string;
let partialPath: string;
let outputPath: string;
const request = (overwrite = false) => ({
  partialPath,
  outputPath,
  overwrite,
  provenance: `{"sizeBytes":${outputBytesMark}}`,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-publish-'));
  partialPath = join(folder, '.out.csv.1.partial');
  outputPath = join(folder, 'out.csv');
  writeFileSync(partialPath, 'scored');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('publishing', () => {
  it('gives the file its name and puts its provenance beside it', () => {
    expect(published(request())).toBeNull();
    expect(publish(request())).toEqual({ sizeBytes: 6 });
    expect(readdirSync(folder).sort()).toEqual(['out.csv', 'out.csv.foredeck.json']);
    expect(readFileSync(`${outputPath}.foredeck.json`, 'utf8')).toBe('{"sizeBytes":6}');
  });

  it('changes nothing when it is done again', () => {
    publish(request());
    expect(published(request())).toEqual({ sizeBytes: 6 });
    expect(publish(request())).toEqual({ sizeBytes: 6 });
    expect(readFileSync(outputPath, 'utf8')).toBe('scored');
  });

  it('goes on where it was cut short between the two names', () => {
    writeFileSync(`${outputPath}.foredeck.json`, '{}');
    linkSync(partialPath, outputPath);
    expect(publish(request())).toEqual({ sizeBytes: 6 });
    expect(existsSync(partialPath)).toBe(false);
  });

  it('leaves a file of another alone, unless told to replace it', () => {
    writeFileSync(outputPath, 'another');
    writeFileSync(`${outputPath}.foredeck.json`, '{}');
    expect(published(request())).toBeNull();
    expect(() => publish(request())).toThrow(/exists already/u);
    expect(readFileSync(outputPath, 'utf8')).toBe('another');
    expect(readFileSync(`${outputPath}.foredeck.json`, 'utf8')).toBe('{}');
    expect(publish(request(true))).toEqual({ sizeBytes: 6 });
    expect(readFileSync(outputPath, 'utf8')).toBe('scored');
  });
});
