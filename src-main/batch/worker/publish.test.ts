import { existsSync, linkSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { isPublished, outputBytesMark, publish } from './publish.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-publish-'));
});
afterEach(() => removeFolder(folder));

const request = (overwrite = false) => ({
  jobId: 'j1',
  partialPath: join(folder, '.out.csv.j1.partial'),
  outputPath: join(folder, 'out.csv'),
  overwrite,
  provenance: JSON.stringify({ job: 'j1', output: { sizeBytes: '@' } }).replace('"@"', outputBytesMark),
});
const sidecar = () => JSON.parse(readFileSync(join(folder, 'out.csv.foredeck.json'), 'utf8'));

describe('publish', () => {
  it('puts the file under its name with its provenance, and doing it again changes nothing', () => {
    writeFileSync(request().partialPath, 'rows');
    expect(isPublished(request())).toBe(false);
    for (const _ of [1, 2]) {
      expect(publish(request())).toEqual({ sizeBytes: 4 });
      expect(readFileSync(request().outputPath, 'utf8')).toBe('rows');
      expect(sidecar()).toEqual({ job: 'j1', output: { sizeBytes: 4 } });
      expect(isPublished(request())).toBe(true);
      expect(existsSync(request().partialPath)).toBe(false);
    }
  });

  it('ends a publication that was killed between its steps', () => {
    writeFileSync(request().partialPath, 'rows');
    writeFileSync(join(folder, 'out.csv.foredeck.json'), '{"job":"j1"}');
    linkSync(request().partialPath, request().outputPath);
    expect(publish(request())).toEqual({ sizeBytes: 4 });
    expect(existsSync(request().partialPath)).toBe(false);
  });

  it('leaves a file of somebody else alone, also one that appeared meanwhile', () => {
    writeFileSync(request().partialPath, 'rows');
    writeFileSync(request().outputPath, 'mine');
    expect(() => publish(request())).toThrow('out.csv exists already');
    expect(readFileSync(request().outputPath, 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'out.csv.foredeck.json'))).toBe(false);
    expect(publish(request(true))).toEqual({ sizeBytes: 4 });
    expect(readFileSync(request().outputPath, 'utf8')).toBe('rows');
  });

  it('does not take another job’s output for its own', () => {
    writeFileSync(request().outputPath, 'mine');
    writeFileSync(join(folder, 'out.csv.foredeck.json'), '{"job":"j0"}');
    expect(isPublished(request())).toBe(false);
  });
});
