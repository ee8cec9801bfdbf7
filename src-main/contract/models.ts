import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { modelCardSchema, modelNameSchema, modelVersionSchema } from './card.ts';
import { filePathSchema } from './files.ts';

/** Why a model cannot run as things are, or how far it is from running. */
export const residencyStates = ['asleep', 'loading', 'resident', 'failed'] as const;
export const residencySchema = z.object({
  state: z.enum(residencyStates),
  /** Switched on: callers load it when they need it. Jobs for a model that is off wait. */
  on: z.boolean(),
  /** Never put to sleep by idle time or the memory budget. */
  pinned: z.boolean(),
  /** Engine processes that hold it now, and how many it may have (null = as many as there are). */
  instances: z.number().int(),
  instancesWanted: z.number().int().nullable(),
  /** What it weighs in all processes together, measured when it was loaded; null before that. */
  memoryBytes: z.number().nullable(),
  /** From asked for to ready the last time, warm-up included. */
  loadMs: z.number().nullable(),
  lastUsedMs: z.number().nullable(),
  provider: z.enum(['cpu', 'webgpu']).nullable(),
  /** What it is asked to run on. */
  providerWanted: z.enum(['cpu', 'webgpu']),
  /**
   * Why the provider is not the one that was asked for, or why loading failed; for a model on another server, why that did
   * not answer the last time.
   */
  note: z.string().nullable(),
});
export type Residency = z.infer<typeof residencySchema>;

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
  /** Names this version goes by: champion, challenger, previous … */
  aliases: z.array(z.string()),
  importedAtMs: z.number().nullable(),
  /** Where it runs when that is not here: a server that speaks the Open Inference Protocol. */
  remote: z.object({ url: z.string(), model: z.string(), version: z.string().nullable() }).nullable(),
  residency: residencySchema,
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

/**
 * Which model. `version` is a version or an alias; null means the champion, or the newest where there is none.
 * A model that came with the product is the champion of its name until another is made it. */
export const modelRefSchema = z.object({
  name: z.string().min(1).max(100),
  version: z.string().max(50).nullable(),
});
export type ModelRef = z.infer<typeof modelRefSchema>;

/** One thing that was looked at while a model was imported. */
export const importFindingSchema = z.object({
  level: z.enum(['checked', 'changed', 'look']),
  title: z.string(),
  text: z.string(),
});
export type ImportFinding = z.infer<typeof importFindingSchema>;
export const importReportSchema = z.object({
  atMs: z.number(),
  seconds: z.number(),
  /** File or folder name it came from, and the sha256 of the model file as it came. */
  source: z.string(),
  sourceSha256: z.string(),
  findings: z.array(importFindingSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const graphPortSchema = z.object({
  name: z.string(),
  type: z.string(),
  /** A dimension without a fixed length is its name ('' when it has none). */
  dims: z.array(z.union([z.number(), z.string()])),
});
/** A model file in short: what the Models panel draws and what the import looked at. */
export const graphOutlineSchema = z.object({
  nodes: z.number().int(),
  irVersion: z.number(),
  producer: z.string(),
  opsets: z.array(z.object({ domain: z.string(), version: z.number() })),
  inputs: z.array(graphPortSchema),
  outputs: z.array(graphPortSchema),
  /** Runs of alike nodes in order, at most 40: `Conv × 3`, with what is known of the shape or size. */
  steps: z.array(z.object({ operator: z.string(), count: z.number().int(), text: z.string() })),
  weightsBytes: z.number(),
  metadata: z.record(z.string(), z.string()),
});
export type GraphPort = z.infer<typeof graphPortSchema>;
export type GraphOutline = z.infer<typeof graphOutlineSchema>;

export const modelDetailSchema = z.object({
  summary: modelSummarySchema,
  card: modelCardSchema,
  outline: graphOutlineSchema,
  /** Null for models that came with the product. */
  report: importReportSchema.nullable(),
});
export type ModelDetail = z.infer<typeof modelDetailSchema>;

/** A value of a feature as people write it: `12.5`, `"DE"`, `true`; null or left out = missing. Pictures are base64 text. */
export const featureValueSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export const instanceSchema = z.record(z.string(), featureValueSchema);
export type Instance = z.infer<typeof instanceSchema>;

export const boxSchema = z.object({
  label: z.string(),
  score: z.number(),
  /** Left, top, width, height in pixels of the picture. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
});
export type Box = z.infer<typeof boxSchema>;
export const predictionSchema = z.object({
  /** Class, number, numbers by target, or boxes; null when the row was rejected. */
  prediction: z.union([
    z.string(),
    z.number(),
    z.record(z.string(), z.number()),
    z.array(boxSchema),
    z.null(),
  ]),
  probabilities: z.record(z.string(), z.number()).optional(),
  /** Why the row was rejected. */
  rejected: z.string().optional(),
});
export type Prediction = z.infer<typeof predictionSchema>;

export const comparedSideSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Where it runs when that is not here: then its times hold the way there and back. */
  remote: modelSummarySchema.shape.remote,
  sizeBytes: z.number(),
  /** What one more of it adds to a process (null = too little to be measured), and how long it takes to be ready. */
  memoryBytes: z.number().nullable(),
  loadMs: z.number().nullable(),
  /** In batches, from cells to predictions. */
  rowsPerSecond: z.number(),
  /** Of one row alone, milliseconds. */
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Against the truth, when it is known: AUC, Brier, accuracy, log loss; MAE, RMSE; precision, recall. */
  metrics: z.array(z.object({ name: z.string(), value: z.number(), better: z.enum(['higher', 'lower']) })),
});
export const comparisonSchema = z.object({
  rows: z.number().int(),
  rejected: z.number().int(),
  truth: z.string().nullable(),
  sides: z.tuple([comparedSideSchema, comparedSideSchema]),
  agreement: z.object({
    /** Share of rows with the same class, within 1 % of the first's range (values), or with the same boxes. */
    share: z.number(),
    disagreeing: z.number().int(),
    /** Largest and mean difference of score or value; of boxes, the share without a counterpart. */
    largest: z.number(),
    mean: z.number(),
  }),
  /** Where they disagree, by the score of the first; `right` counts need a truth. */
  disagreements: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      rows: z.number().int(),
      firstRight: z.number().int().nullable(),
      secondRight: z.number().int().nullable(),
    }),
  ),
  /** The first rows on which they disagree, at most 50, counted from 1, with both answers in words. */
  differences: z.array(z.object({ row: z.number().int(), first: z.string(), second: z.string() })),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const predictTimingSchema = z.object({
  /** Milliseconds: waiting for the engine (loading included), features to tensors, the run, tensors to predictions. */
  queue: z.number(),
  encode: z.number(),
  infer: z.number(),
  decode: z.number(),
});
export type PredictTiming = z.infer<typeof predictTimingSchema>;

/** Sent as `Authorization: Bearer`. Kept in the data folder, readable by this user alone. */
const remoteTokenSchema = z.string().min(1).max(4_096).nullable();

const aliasSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,49}$/u, 'use up to 50 of a-z, 0-9, "_" and "-", a letter first');

const modelBudgetSchema = z.object({
  budgetBytes: z.number(),
  residentBytes: z.number(),
  idleMs: z.number(),
});
/** The memory all resident models may take together, what they take, and the idle time after which one goes to sleep. */
export type ModelBudget = z.infer<typeof modelBudgetSchema>;

export const modelsContract = {
  list: oc.output(z.array(modelSummarySchema)),
  /** One frame at once, then a coalesced one after changes: imports, aliases, what is resident. */
  watch: oc.output(eventIterator(z.array(modelSummarySchema))),
  show: oc.input(modelRefSchema).output(modelDetailSchema),
  /**
   * Checks a model and takes it in: a bare `.onnx`, a folder with `card.json`, an MLflow folder with the onnx flavour,
   * or a Hugging Face export folder. Nothing is left behind when it fails.
   */
  import: oc
    .input(
      z.object({
        path: filePathSchema,
        /** Null: from the card, or the file's name. */
        name: modelNameSchema.nullable().default(null),
        /** Null: from the card when it is free, else the next free number. */
        version: modelVersionSchema.nullable().default(null),
      }),
    )
    .output(modelDetailSchema),
  /** `alias` now means this version. Moving `champion` makes the old one `previous`; `champion` = `previous` rolls back. */
  alias: oc
    .input(z.object({ name: z.string().max(100), alias: aliasSchema, version: z.string().max(50) }))
    .output(z.array(modelSummarySchema)),
  /** Takes a version off the list; its files stay until the program starts the next time. `restore` is the undo. */
  remove: oc.input(modelRefSchema).output(z.object({ name: z.string(), version: z.string() })),
  restore: oc.input(modelRefSchema).output(modelSummarySchema),
  /** Loads it, runs it once and answers when it is ready. */
  load: oc.input(modelRefSchema).output(modelSummarySchema),
  unload: oc.input(modelRefSchema).output(modelSummarySchema),
  settings: oc
    .input(
      z.object({
        model: modelRefSchema,
        on: z.boolean().optional(),
        pinned: z.boolean().optional(),
        instances: z.number().int().min(1).max(64).nullable().optional(),
        provider: z.enum(['cpu', 'webgpu']).optional(),
      }),
    )
    .output(modelSummarySchema),
  budget: oc.output(modelBudgetSchema),
  setBudget: oc
    .input(
      z.object({ budgetBytes: z.number().min(1e6).optional(), idleMs: z.number().min(1_000).optional() }),
    )
    .output(modelBudgetSchema),
  /**
   * Has a model run on another server: any that speaks the Open Inference Protocol V2 over HTTP (Triton, MLServer,
   * KServe, Foredeck). Its metadata is asked for; from then on it is a model like every other.
   * @throws REMOTE_FAILED when the server does not answer as it should, MODEL_INVALID when no card fits it
   */
  addRemote: oc
    .input(
      z.object({
        /** Of the server: `http://host:8000`, with or without `/v2`. */
        url: z.url({ protocol: /^https?$/u }).max(2_000),
        model: z.string().min(1).max(200),
        version: z.string().min(1).max(50).nullable().default(null),
        token: remoteTokenSchema.default(null),
        name: modelNameSchema.nullable().default(null),
        /** A model here whose card (features, encoding, labels) the remote one shares; null = a card from its metadata. */
        cardOf: modelRefSchema.nullable().default(null),
      }),
    )
    .output(modelDetailSchema),
  /**
   * Another token for a model on another server, or none (null), from its next load on; a model that nobody uses is loaded
   * anew at once. The server is asked first whether it takes the token.
   * @throws REMOTE_FAILED when it does not, BAD_REQUEST for a model that runs here
   */
  changeToken: oc
    .input(z.object({ model: modelRefSchema, token: remoteTokenSchema }))
    .output(modelSummarySchema),
  /** Scores rows of named features, the same way as every other door. */
  predict: oc
    .input(
      z.object({
        model: modelRefSchema,
        instances: z.array(instanceSchema).min(1).max(4096),
        /** Whether to keep it in the history; only for a single row. */
        record: z.boolean().default(false),
        /** False computes it now, whatever the model's cache holds. */
        mayUseCache: z.boolean().default(true),
      }),
    )
    .output(
      z.object({
        name: z.string(),
        version: z.string(),
        predictions: z.array(predictionSchema),
        timing: predictTimingSchema,
        /** It came from the model's cache. */
        cached: z.boolean(),
        /** How long the model took to be loaded, when this woke it. */
        coldStartMs: z.number().nullable(),
      }),
    ),
  /** Two variants on the same rows of a table, measured turn and turn about in one engine process. */
  compare: oc
    .input(
      z.object({
        first: modelRefSchema,
        second: modelRefSchema,
        path: filePathSchema,
        /** Column with what really happened; null = as the first card's `truth` says, if the table has it. */
        truth: z.string().min(1).nullable().default(null),
        /** At most so many, from the first one on; reading ends earlier when that would take minutes. */
        rows: z.number().int().min(1).max(1_000_000).default(20_000),
      }),
    )
    .output(comparisonSchema),
};
