import { type JobResult, jobSpecSchema } from '../../contract/jobs.ts';
import type { NewJob } from '../../domain/job-record.ts';

export function sampleJob(id: string, runAfterMs: number | null = null): NewJob {
  return {
    id,
    spec: jobSpecSchema.parse({ input: '/data/a.csv', model: { name: 'm', version: null }, runAfterMs }),
    inputPath: '/data/a.csv',
    inputName: 'a.csv',
    inputSizeBytes: 100,
    inputMtimeMs: 1,
    outputPath: `/data/${id}.scored.csv`,
    partialPath: `/data/.${id}.scored.csv.partial`,
    modelName: 'm',
    modelVersion: '1',
    modelSha256: 'ab'.repeat(32),
  };
}

export const sampleResult: JobResult = {
  rows: 1,
  scored: 1,
  rejected: 0,
  seconds: 1,
  rowsPerSecond: 1,
  stages: { read: 0, encode: 0, infer: 0, write: 0 },
  classes: [],
  scores: { label: 's', edges: [0, 1], counts: [1], reference: null },
  positive: null,
  reasons: [],
  provenance: {
    job: 'a',
    model: { name: 'm', version: '1', sha256: 'ab'.repeat(32) },
    mapping: {},
    missing: {},
    input: { name: 'a.csv', sizeBytes: 100 },
    output: { name: 'a.scored.csv', sizeBytes: 200 },
    rows: { total: 1, scored: 1, rejected: 0 },
    start: '',
    end: '',
    engine: '',
    app: '',
  },
};
