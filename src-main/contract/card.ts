import { z } from 'zod';

/**
 * `card.json` beside a `model.onnx`: what people, the encoder and the decoder need to know. Nothing in it is executable.
 * Features (`inputs`) are what people give; `tensors` say how features become what the graph takes; `outputs` say how
 * what the graph gives becomes predictions.
 */

const text = z.string().max(2_000);
const baseInput = {
  name: z.string().min(1).max(200),
  title: text.nullish(),
  description: text.nullish(),
  /**
   * The model was made to see missing values: unless told otherwise a missing cell goes in as NaN (numbers) or as the
   * empty text (text and categories that go in as strings) instead of rejecting the row.
   */
  acceptsMissing: z.boolean().optional(),
};
export const numberInputSchema = z.object({
  ...baseInput,
  type: z.enum(['number', 'integer']),
  unit: z.string().nullish(),
  /** What was seen in training; values outside are scored all the same. */
  range: z.tuple([z.number(), z.number()]).nullish(),
  /** The tensor gets `(value - subtract) / divide`. */
  scale: z.object({ subtract: z.number(), divide: z.number().refine((value) => value !== 0) }).optional(),
  default: z.number().nullish(),
  example: z.number().nullish(),
});
export const categoryInputSchema = z.object({
  ...baseInput,
  type: z.literal('category'),
  /** Allowed values. In a numeric tensor a value's code is its index in this list, never anything else. */
  values: z.array(z.string()).min(1).max(100_000),
  default: z.string().nullish(),
  example: z.string().nullish(),
});
/** Any text: a sentence, or a category whose values the graph itself knows. */
export const textInputSchema = z.object({
  ...baseInput,
  type: z.literal('text'),
  default: z.string().nullish(),
  example: z.string().nullish(),
});
/** `true` or `false`; in a numeric tensor 1 or 0. */
export const booleanInputSchema = z.object({
  ...baseInput,
  type: z.literal('boolean'),
  default: z.boolean().nullish(),
  example: z.boolean().nullish(),
});
/** An encoded picture (PNG, JPEG, WebP …), given as base64 text. */
export const imageInputSchema = z.object({
  ...baseInput,
  type: z.literal('image'),
  default: z.null().optional(),
  /** A picture in `resources/samples/`. */
  example: z.string().nullish(),
});
export const modelInputSchema = z.discriminatedUnion('type', [
  numberInputSchema,
  categoryInputSchema,
  textInputSchema,
  booleanInputSchema,
  imageInputSchema,
]);
export type ModelInput = z.infer<typeof modelInputSchema>;

export const elementTypes = [
  'float32',
  'float16',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
] as const;
const name = z.string().min(1).max(500);

/**
 * One feature a column, in this order: [rows, features], or [rows] for a `vector` of a single feature, or
 * [rows, ...dims], whose product is the number of features.
 */
export const featureTensorSchema = z.object({
  kind: z.literal('features').default('features'),
  name,
  type: z.enum(elementTypes),
  features: z.array(z.string()).min(1).max(100_000),
  shape: z.enum(['matrix', 'vector']).default('matrix'),
  /** Of a matrix: the features of a row fill these dimensions in row-major order, [rows, ...dims]; their product is their number. */
  dims: z.array(z.number().int().min(1)).min(1).max(7).optional(),
});
/** What the tokenizer makes of one text feature: [rows, tokens], every row padded to the longest of its batch. */
export const tokenTensorSchema = z.object({
  kind: z.literal('tokens'),
  name,
  type: z.enum(['int64', 'int32']),
  feature: z.string(),
  part: z.enum(['ids', 'mask', 'types']),
});
/** One picture a row: decoded, resized, `(pixel × scale - mean) / std` for each channel. */
export const imageTensorSchema = z.object({
  kind: z.literal('image'),
  name,
  type: z.enum(['float32', 'float16', 'uint8']),
  feature: z.string(),
  layout: z.enum(['NCHW', 'NHWC']),
  channels: z.enum(['RGB', 'BGR', 'L']),
  width: z.number().int().min(1).max(4096),
  height: z.number().int().min(1).max(4096),
  /** `stretch` to the size; `contain` keeps the proportions and pads right and below; `cover` cuts what is over, evenly. */
  fit: z.enum(['stretch', 'contain', 'cover']),
  /** Pixel value (0 to 255) of the padding. */
  pad: z.number().min(0).max(255).default(0),
  scale: z.number().default(1),
  mean: z.array(z.number()).min(1).max(3).default([0]),
  std: z.array(z.number()).min(1).max(3).default([1]),
});
export const modelTensorSchema = z.union([featureTensorSchema, tokenTensorSchema, imageTensorSchema]);
export type ModelTensor = z.infer<typeof modelTensorSchema>;
export type FeatureTensor = z.infer<typeof featureTensorSchema>;
export type TokenTensor = z.infer<typeof tokenTensorSchema>;
export type ImageTensor = z.infer<typeof imageTensorSchema>;

export const tokenizerSchema = z.object({
  /** The Hugging Face `tokenizer.json` beside the model. */
  file: z.literal('tokenizer.json'),
  /** Longer texts are cut; special tokens count. */
  maxTokens: z.number().int().min(1).max(100_000),
  /** Pad every row to `maxTokens`, for graphs with a fixed length. */
  padToMax: z.boolean().default(false),
});

export const classificationOutputSchema = z.object({
  kind: z.literal('classification'),
  /**
   * The output that names the class of each row ([rows], strings or integers, as in `labels`). Left out, the class is
   * the one with the highest probability, or decided by `threshold`.
   */
  label: z.string().nullish(),
  /** [rows, classes], or [rows] / [rows, 1] with the probability of the second of two classes; null = labels alone. */
  probabilities: z.string().nullable(),
  /** What makes probabilities of that output. */
  activation: z.enum(['none', 'softmax', 'sigmoid']).default('none'),
  /** Class names in the order of the probability columns. */
  labels: z.array(z.string()).min(2).max(100_000),
  /** The class whose probability is "the score". */
  positive: z.string().nullish(),
  /** With two classes: the positive one is predicted from this probability on. */
  threshold: z.number().min(0).max(1).nullish(),
});
/** A number a row, [rows] or [rows, 1]; with several `targets` [rows, targets]. */
export const regressionOutputSchema = z.object({
  kind: z.literal('regression'),
  value: z.string(),
  unit: z.string().nullish(),
  targets: z.array(z.string()).min(2).max(10_000).optional(),
});
const detectionBase = {
  kind: z.literal('detection'),
  labels: z.array(z.string()).min(1).max(10_000),
  /** Boxes under this score are left out. */
  minScore: z.number().min(0).max(1),
  /** Of two boxes of one class that overlap (intersection over union) by more than this, the lower score is left out. */
  maxOverlap: z.number().min(0).max(1),
  maxBoxes: z.number().int().min(1).max(10_000).default(100),
};
/** Boxes and scores as two outputs: [rows, boxes, 4] and [rows, boxes, classes] (SSD and its like). */
export const boxesDetectionSchema = z.object({
  ...detectionBase,
  decoder: z.literal('boxes'),
  boxes: z.string(),
  scores: z.string(),
  /** Corners, corner and size, or centre and size; in pixels of the tensor or as shares of it. */
  format: z.enum(['xyxy', 'xywh', 'cxcywh']),
  normalized: z.boolean(),
  /** Whether the first class stands for "nothing". */
  background: z.boolean().default(false),
  activation: z.enum(['none', 'softmax', 'sigmoid']).default('none'),
});
/**
 * One output [rows, cells, 5 + classes] over grids of these strides: centre, log size, objectness, class scores
 * (YOLOX: Ge et al. 2021, arXiv 2107.08430).
 */
export const yoloxDetectionSchema = z.object({
  ...detectionBase,
  decoder: z.literal('yolox'),
  output: z.string(),
  strides: z.array(z.number().int().min(1)).min(1).max(10),
});
/**
 * A map of probabilities [rows, 1, height, width]; connected regions over `mapThreshold` are boxes, grown by `unclip`
 * (DB: Liao et al. 2020, arXiv 1911.08947).
 */
export const regionsDetectionSchema = z.object({
  ...detectionBase,
  decoder: z.literal('regions'),
  output: z.string(),
  mapThreshold: z.number().min(0).max(1),
  unclip: z.number().min(1).max(5),
  /** Regions with a shorter side than this, in pixels of the tensor, are left out. */
  minSide: z.number().min(1).default(3),
});
export const modelOutputsSchema = z.union([
  classificationOutputSchema,
  regressionOutputSchema,
  z.discriminatedUnion('decoder', [boxesDetectionSchema, yoloxDetectionSchema, regionsDetectionSchema]),
]);
export type ModelOutputs = z.infer<typeof modelOutputsSchema>;
export type ClassificationOutputs = z.infer<typeof classificationOutputSchema>;
export type RegressionOutputs = z.infer<typeof regressionOutputSchema>;
export type DetectionOutputs = Extract<ModelOutputs, { kind: 'detection' }>;

const counts = z.array(z.number().nonnegative());
export const featureProfileSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('histogram'),
    edges: z.array(z.number()),
    counts,
    /** The least, the middle and the largest value rows had; of two in the middle the lower, never one between them. */
    min: z.number().optional(),
    median: z.number().optional(),
    max: z.number().optional(),
    missing: z.number(),
  }),
  z.object({ kind: z.literal('values'), values: z.array(z.string()), counts, missing: z.number() }),
]);
export const modelProfileSchema = z.object({
  rows: z.number(),
  /** By feature. Of a text the number of characters is profiled, of a picture nothing. */
  features: z.record(z.string(), featureProfileSchema),
  scores: z.object({ edges: z.array(z.number()), counts }).optional(),
  positiveShare: z.number().optional(),
});
export type ModelProfile = z.infer<typeof modelProfileSchema>;

/** Which column of the sample holds what really happened, for held-out figures measured here. */
export const truthSchema = z.object({
  column: z.string(),
  /** The positive class is what lies above this; left out, the cells are class names (or the value, for regression). */
  positiveAbove: z.number().optional(),
});

export const modelNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,99}$/u,
    'use up to 100 of a-z, 0-9, ".", "_" and "-", a letter or digit first',
  );
export const modelVersionSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/u,
    'use up to 50 of A-Z, a-z, 0-9, ".", "_" and "-", a letter or digit first',
  );

export const modelCardSchema = z.object({
  format: z.literal(1),
  name: modelNameSchema,
  version: modelVersionSchema,
  title: text,
  summary: text,
  task: z.enum(['classification', 'regression', 'text-classification', 'detection', 'other']),
  inputs: z.array(modelInputSchema).min(1).max(100_000),
  tensors: z.array(modelTensorSchema).min(1).max(100_000),
  tokenizer: tokenizerSchema.optional(),
  /** Rows the graph takes at once when its leading dimension is fixed: batches are padded and cut. */
  rowsPerRun: z.number().int().min(1).max(65_536).nullish(),
  outputs: modelOutputsSchema,
  truth: truthSchema.optional(),
  licence: z.unknown().optional(),
  provenance: z.unknown().optional(),
  profile: modelProfileSchema.optional(),
  metrics: z.unknown().optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type ModelCard = z.infer<typeof modelCardSchema>;
