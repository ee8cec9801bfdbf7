import { oc } from '@orpc/contract';
import { z } from 'zod';

const baseInput = {
  name: z.string().min(1).max(200),
  title: z.string().optional(),
  description: z.string().optional(),
};
export const numberInputSchema = z.object({
  ...baseInput,
  type: z.enum(['number', 'integer']),
  unit: z.string().nullish(),
  range: z.tuple([z.number(), z.number()]).nullish(),
  default: z.number().nullish(),
  example: z.number().nullish(),
});
export const categoryInputSchema = z.object({
  ...baseInput,
  type: z.literal('category'),
  /** Allowed values. A value's code is its index in this list, never anything else. */
  values: z.array(z.string()).min(1).max(100_000),
  default: z.string().nullish(),
  example: z.string().nullish(),
});
export const modelInputSchema = z.discriminatedUnion('type', [numberInputSchema, categoryInputSchema]);
export type ModelInput = z.infer<typeof modelInputSchema>;

export const modelOutputsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('classification'),
    /** Names of the ONNX outputs. */
    label: z.string().nullish(),
    probabilities: z.string(),
    /** Class names in the order of the probability columns. */
    labels: z.array(z.string()).min(2),
    /** The class whose probability is "the score". */
    positive: z.string().nullish(),
  }),
  z.object({ kind: z.literal('regression'), value: z.string(), unit: z.string().nullish() }),
]);
export type ModelOutputs = z.infer<typeof modelOutputsSchema>;

const counts = z.array(z.number().nonnegative());
export const featureProfileSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('histogram'), edges: z.array(z.number()), counts, missing: z.number() }),
  z.object({ kind: z.literal('values'), values: z.array(z.string()), counts, missing: z.number() }),
]);
export const modelProfileSchema = z.object({
  rows: z.number(),
  features: z.record(z.string(), featureProfileSchema),
  scores: z.object({ edges: z.array(z.number()), counts }).optional(),
  positiveShare: z.number().optional(),
});
export type ModelProfile = z.infer<typeof modelProfileSchema>;

/** `card.json` beside a `model.onnx`: what people and the encoder need to know. Nothing in it is executable. */
export const modelCardSchema = z.object({
  format: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/u),
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/u),
  title: z.string(),
  summary: z.string(),
  task: z.enum(['classification', 'regression', 'text-classification', 'detection', 'other']),
  inputs: z.array(modelInputSchema).min(1),
  /** How features become tensors: each tensor is [rows, features], one feature a column, in this order. */
  tensors: z
    .array(z.object({ name: z.string(), type: z.literal('float32'), features: z.array(z.string()).min(1) }))
    .min(1),
  outputs: modelOutputsSchema,
  licence: z.unknown().optional(),
  provenance: z.unknown().optional(),
  profile: modelProfileSchema.optional(),
  metrics: z.unknown().optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

export const modelSummarySchema = z.object({
  name: z.string(),
  version: z.string(),
  title: z.string(),
  summary: z.string(),
  task: modelCardSchema.shape.task,
  inputs: z.number().int(),
  sizeBytes: z.number(),
  sha256: z.string(),
  bundled: z.boolean(),
  /** A sample file of held-out rows that comes with the product, or null. */
  sample: z.string().nullable(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

/** Which model: `version` null means the newest. */
export const modelRefSchema = z.object({
  name: z.string().min(1).max(100),
  version: z.string().max(50).nullable(),
});
export type ModelRef = z.infer<typeof modelRefSchema>;

export const modelsContract = {
  list: oc.output(z.array(modelSummarySchema)),
  show: oc.input(modelRefSchema).output(z.object({ summary: modelSummarySchema, card: modelCardSchema })),
};
