import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import type { JobResult } from '../../contract/jobs.ts';
import { jobSpecSchema } from '../../contract/jobs.ts';
import type { NewJob } from '../../domain/job-record.ts';

/** A folder for one test, and how to be rid of it. */
export function temporaryFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck-store-'));
  return { folder, remove: () => removeFolder(folder) };
}

export function sampleJob(id: string, runAfterMs: number | null = null): NewJob {
  return {
    id,
    spec: jobSpecSchema.parse({
      input: '/data/flights.csv',
      model: { name: 'flight-delay', version: null },
      runAfterMs,
    }),
    inputPath: '/data/flights.csv',
    inputName: 'flights.csv',
    inputSizeBytes: 1_000,
    inputMtimeMs: 1_700_000_000_000.25,
    outputPath: `/data/${id}.scored.csv`,
    partialPath: `/data/.${id}.scored.csv.partial`,
    modelName: 'flight-delay',
    modelVersion: '1',
    modelSha256: 'ab'.repeat(32),
  };
}

export function sampleResult(rows: number): JobResult {
  const stages = { read: 0.1, encode: 0.1, infer: 0.2, write: 0.1 };
  return {
    rows,
    scored: rows,
    rejected: 0,
    seconds: 0.5,
    rowsPerSecond: rows * 2,
    stages,
    classes: [],
    scores: { label: 'late', edges: [0, 0.5, 1], counts: [rows, 0], reference: null },
    positive: null,
    reasons: [],
    provenance: {
      job: 'a',
      model: { name: 'flight-delay', version: '1', sha256: 'ab'.repeat(32) },
      mapping: {},
      missing: {},
      input: { name: 'flights.csv', sizeBytes: 1_000 },
      output: { name: 'flights.scored.csv', sizeBytes: 2_000 },
      rows: { total: rows, scored: rows, rejected: 0 },
      start: '2026-11-03T10:00:00Z',
      end: '2026-11-03T10:00:01Z',
      engine: 'onnxruntime',
      app: '0.1.0',
    },
  };
}
