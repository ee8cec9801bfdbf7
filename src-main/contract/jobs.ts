import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { failureSchema } from './failure-schema.ts';
import { dialectSchema, filePathSchema } from './files.ts';
import { modelRefSchema } from './models.ts';

/** What to do with a missing cell of one feature. */
export const missingPolicySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reject') }),
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('value'), value: z.string().max(1000) }),
]);
export type MissingPolicy = z.infer<typeof missingPolicySchema>;

export const mappingSchema = z.record(z.string(), z.string());
/** Feature name → column name. */
export type Mapping = z.infer<typeof mappingSchema>;

export const missingPoliciesSchema = z.record(z.string(), missingPolicySchema);

/** How a feature got its column: same name, nearest in order, remembered from a file of this shape, chosen, or not at all. */
export const matchKinds = ['name', 'order', 'remembered', 'chosen', 'none'] as const;
export const featureMatchSchema = z.object({
  feature: z.string(),
  column: z.string().nullable(),
  matched: z.enum(matchKinds),
  /** Missing cells of that column among the surveyed rows. */
  missing: z.number().int().nullable(),
  policy: missingPolicySchema,
});
export type FeatureMatch = z.infer<typeof featureMatchSchema>;

export const jobPlanSchema = z.object({
  matches: z.array(featureMatchSchema),
  /** Name of the file whose mapping was remembered, if one was. */
  rememberedFrom: z.string().nullable(),
  /** Columns that no feature uses; they are kept and passed through. */
  unusedColumns: z.array(z.string()),
  output: z.string(),
  outputExists: z.boolean(),
  /** Why it cannot run as it is, in words with the feature named; empty when it can. */
  obstacles: z.array(z.object({ feature: z.string().nullable(), text: z.string() })),
});
export type JobPlan = z.infer<typeof jobPlanSchema>;

export const jobStates = ['queued', 'running', 'paused', 'retrying', 'done', 'failed', 'cancelled'] as const;
export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;

/** Seconds spent in each stage, added up over all engine processes. */
export const stagesSchema = z.object({
  read: z.number(),
  encode: z.number(),
  infer: z.number(),
  write: z.number(),
});
export type Stages = z.infer<typeof stagesSchema>;

export const jobProgressSchema = z.object({
  rowsDone: z.number().int(),
  rejected: z.number().int(),
  bytesDone: z.number(),
  bytesTotal: z.number(),
  /** 0..1 of the whole job, or null before it is known. */
  share: z.number().nullable(),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  stages: stagesSchema,
});
export type JobProgress = z.infer<typeof jobProgressSchema>;

export const jobSpecSchema = z.object({
  input: filePathSchema,
  /** Null = `<input>.scored.<ext>` beside the input. */
  output: filePathSchema.nullable().default(null),
  overwrite: z.boolean().default(false),
  /** Match by name and order only, and remember nothing: the same command does the same on every machine. */
  afresh: z.boolean().default(false),
  model: modelRefSchema,
  mapping: mappingSchema.default({}),
  missing: missingPoliciesSchema.default({}),
  delimiter: dialectSchema.shape.delimiter.nullable().default(null),
  /** Rows per inference call. */
  chunkRows: z.number().int().min(1).max(65_536).default(4096),
  /** Do not start before this time (milliseconds since the epoch). */
  runAfterMs: z.number().nullable().default(null),
});
export type JobSpec = z.infer<typeof jobSpecSchema>;
export type JobSpecInput = z.input<typeof jobSpecSchema>;

export const jobSchema = z.object({
  id: z.string(),
  state: jobStateSchema,
  inputPath: z.string(),
  inputName: z.string(),
  outputPath: z.string(),
  model: z.object({ name: z.string(), version: z.string() }),
  createdAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  runAfterMs: z.number().nullable(),
  /** Why it waits although nothing of its own holds it back (its model is switched off), or null. */
  waitingFor: z.string().nullable(),
  attempts: z.number().int(),
  progress: jobProgressSchema,
  failure: failureSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const rejectedReasonSchema = z.object({
  reason: z.string(),
  rows: z.number().int(),
  firstRow: z.number().int(),
});
export const rejectedRowSchema = z.object({
  /** Data row, from 1. */
  row: z.number().int(),
  column: z.string(),
  feature: z.string(),
  /** The cell's text, cut at 200 characters. */
  value: z.string(),
  reason: z.string(),
});
export type RejectedRow = z.infer<typeof rejectedRowSchema>;

export const provenanceSchema = z.object({
  job: z.string(),
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }),
  mapping: mappingSchema,
  missing: missingPoliciesSchema,
  input: z.object({ name: z.string(), sizeBytes: z.number() }),
  output: z.object({ name: z.string(), sizeBytes: z.number() }),
  rows: z.object({ total: z.number(), scored: z.number(), rejected: z.number() }),
  start: z.string(),
  end: z.string(),
  engine: z.string(),
  app: z.string(),
});
/** What stands in `<output>.foredeck.json`. */
export type Provenance = z.infer<typeof provenanceSchema>;

export const jobResultSchema = z.object({
  rows: z.number().int(),
  scored: z.number().int(),
  rejected: z.number().int(),
  /** Wall time the job ran, pauses and waiting left out. */
  seconds: z.number(),
  rowsPerSecond: z.number(),
  stages: stagesSchema,
  /** Scored rows by class; empty for regression. */
  classes: z.array(z.object({ label: z.string(), rows: z.number().int() })),
  /** The score (probability of the positive class, or the value) in fixed bins, beside the training reference when the card has one. */
  scores: z.object({
    label: z.string(),
    edges: z.array(z.number()),
    counts: z.array(z.number()),
    reference: z.array(z.number()).nullable(),
  }),
  positive: z.object({ label: z.string(), share: z.number(), reference: z.number().nullable() }).nullable(),
  reasons: z.array(rejectedReasonSchema),
  provenance: provenanceSchema,
});
export type JobResult = z.infer<typeof jobResultSchema>;

const jobId = z.object({ id: z.string().min(1).max(100) });

export const jobsContract = {
  /** What a job on this file with this model would do, and what keeps it from running. */
  plan: oc
    .input(
      z.object({
        path: filePathSchema,
        delimiter: dialectSchema.shape.delimiter.optional(),
        model: modelRefSchema,
        /** Choices made by hand; they win over names, order and memory. */
        mapping: mappingSchema.optional(),
        missing: missingPoliciesSchema.optional(),
        output: filePathSchema.nullish(),
        /** Match by name and order only, leaving out what was remembered. */
        afresh: z.boolean().optional(),
      }),
    )
    .output(jobPlanSchema),
  create: oc.input(jobSpecSchema).output(jobSchema),
  list: oc.output(z.array(jobSchema)),
  show: oc.input(jobId).output(jobSchema),
  /** All jobs, newest first: one frame at once, then a coalesced one (at most ten a second) after changes. */
  watch: oc.output(eventIterator(z.array(jobSchema))),
  pause: oc.input(jobId).output(jobSchema),
  resume: oc.input(jobId).output(jobSchema),
  cancel: oc.input(jobId).output(jobSchema),
  /** Takes an ended job off the list; files stay where they are. `restore` is the undo. */
  remove: oc.input(jobId),
  restore: oc.input(jobId).output(jobSchema),
  result: oc.input(jobId).output(jobResultSchema),
  rejectedRows: oc
    .input(
      jobId.extend({
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ rows: z.array(rejectedRowSchema), kept: z.number().int(), total: z.number().int() })),
  pauseQueue: oc.input(z.object({ paused: z.boolean() })),
};
