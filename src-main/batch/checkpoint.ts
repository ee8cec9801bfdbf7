import { z } from 'zod';
import { stagesSchema } from '../contract/jobs.ts';

/**
 * How far a batch has come, as it is stored. Everything counted covers exactly the ranges before `range`, whose output
 * is on disk up to `bytesOut`; going on from here gives the same file as never having stopped.
 */
export const batchCheckpointSchema = z.object({
  /** Whether the input has been turned into delimited text; always true for CSV and TSV. */
  converted: z.boolean(),
  /** Whether rows carry the `rejected` column. */
  withRejected: z.boolean(),
  /** Size and time of the input when the job began; a changed input cannot be resumed. */
  input: z.object({ sizeBytes: z.number(), modifiedMs: z.number() }),
  /** All ranges are done: what is left is to turn them into the wanted format and to publish. */
  scored: z.boolean().default(false),
  range: z.number().int(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  rows: z.number().int(),
  lines: z.number().int(),
  rejected: z.number().int(),
  classCounts: z.array(z.number()),
  scoreCounts: z.array(z.number()),
  reasons: z.array(z.object({ reason: z.string(), rows: z.number(), firstRow: z.number() })),
  stages: stagesSchema,
});
export type BatchCheckpoint = z.infer<typeof batchCheckpointSchema>;

export function freshCheckpoint(
  input: BatchCheckpoint['input'],
  shape: { classes: number; scoreBins: number; converted: boolean; withRejected: boolean },
): BatchCheckpoint {
  return {
    converted: shape.converted,
    withRejected: shape.withRejected,
    input,
    scored: false,
    range: 0,
    bytesIn: 0,
    bytesOut: 0,
    rows: 0,
    lines: 0,
    rejected: 0,
    classCounts: new Array<number>(shape.classes).fill(0),
    scoreCounts: new Array<number>(shape.scoreBins).fill(0),
    reasons: [],
    stages: { read: 0, encode: 0, infer: 0, write: 0 },
  };
}
