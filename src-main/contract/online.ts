import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { modelRefSchema } from './models.ts';

/** How requests for a model are gathered into batches. Sizes are rows, not requests. */
export const batchingSchema = z.object({
  /** Rows of one batch, at most; 1 = every request alone. */
  maxRows: z.number().int().min(1).max(4096),
  /** A batch of exactly one of these many rows leaves at once, whatever the window. */
  preferredRows: z.array(z.number().int().min(1).max(4096)).max(8),
  /** How long the oldest request may wait for others although an instance is free; 0 = not at all. */
  windowMs: z.number().min(0).max(10_000),
  /** Batches that one instance may have at once: the next lies ready when one ends. */
  inFlight: z.number().int().min(1).max(8),
  /** Requests that may wait; more are refused with QUEUE_FULL. */
  queueRequests: z.number().int().min(1).max(100_000),
  /** From a request's arrival to its answer; null = no limit. A request may name its own. */
  timeoutMs: z.number().min(1).max(3_600_000).nullable(),
  /** Requests that waited too long: refused with DEADLINE, or answered after all others. */
  whenLate: z.enum(['reject', 'delay']),
  /** Priority of requests that name none; 1 is served first. */
  priority: z.number().int().min(1).max(10),
});
export type Batching = z.infer<typeof batchingSchema>;

export const servingSettingsSchema = z.object({
  batching: batchingSchema,
  scaling: z.object({
    /** One more instance is loaded when a request has waited so long. The model's `instances` setting is the most. */
    upAfterMs: z.number().min(1).max(60_000),
    /** One is given back after so long without need of it; the last one by the model's idle time, unless it is pinned. */
    downAfterMs: z.number().min(1_000).max(86_400_000),
    /** How long a request waits for a model that is not loaded yet, before MODEL_LOADING. */
    loadWaitMs: z.number().min(0).max(600_000),
  }),
  cache: z.object({
    /** Whether exact repeats are answered from memory. */
    on: z.boolean(),
    maxBytes: z.number().int().min(1_000_000).max(4_000_000_000),
  }),
});
export type ServingSettings = z.infer<typeof servingSettingsSchema>;

/** Why a batch left the queue. */
export const batchReasons = ['full', 'preferred', 'window', 'idle', 'shape', 'alone'] as const;
export type BatchReason = (typeof batchReasons)[number];

export const batchViewSchema = z.object({
  id: z.number().int(),
  atMs: z.number(),
  rows: z.number().int(),
  requests: z.number().int(),
  /**
   * It was full or of a preferred size; the window was over; an instance was free and nobody else waited; the next
   * request had another shape; or the model takes no batches.
   */
  reason: z.enum(batchReasons),
  /** How long its oldest request had waited. */
  oldestMs: z.number(),
  /** Engine process it went to. */
  process: z.number().int(),
  /** Until the answer; null while it is under way. */
  ms: z.number().nullable(),
  failed: z.boolean(),
});
export type BatchView = z.infer<typeof batchViewSchema>;

export const onlineViewSchema = z.object({
  name: z.string(),
  version: z.string(),
  settings: servingSettingsSchema,
  queue: z.object({ requests: z.number().int(), rows: z.number().int(), oldestMs: z.number() }),
  inFlight: z.object({ requests: z.number().int(), batches: z.number().int() }),
  /** The newest first, at most 50. */
  batches: z.array(batchViewSchema),
  /** Since the start, by engine process that holds or held the model. */
  instances: z.array(
    z.object({
      process: z.number().int(),
      held: z.boolean(),
      batches: z.number().int(),
      rows: z.number().int(),
      /** Of the rows of all. */
      share: z.number(),
    }),
  ),
  cache: z.object({
    entries: z.number().int(),
    bytes: z.number(),
    hits: z.number().int(),
    misses: z.number().int(),
  }),
  coldStarts: z.object({ count: z.number().int(), lastMs: z.number().nullable() }),
  counts: z.object({
    succeeded: z.number().int(),
    failed: z.number().int(),
    /** Refused because the queue was full, given up past the deadline, left by who had asked. */
    refused: z.number().int(),
    late: z.number().int(),
    left: z.number().int(),
  }),
  /** From arrival to answer, of the last minute; null without requests in it. */
  latency: z.object({ p50Ms: z.number(), p99Ms: z.number(), perSecond: z.number() }).nullable(),
});
export type OnlineView = z.infer<typeof onlineViewSchema>;

export const onlineContract = {
  /** What happens to the requests for one model: one frame at once, then one about every half second while it changes. */
  watch: oc.input(modelRefSchema).output(eventIterator(onlineViewSchema)),
  view: oc.input(modelRefSchema).output(onlineViewSchema),
  /** Changes part of the settings; the rest stays. */
  settings: oc
    .input(
      z.object({
        model: modelRefSchema,
        batching: batchingSchema.partial().optional(),
        scaling: servingSettingsSchema.shape.scaling.partial().optional(),
        cache: servingSettingsSchema.shape.cache.partial().optional(),
      }),
    )
    .output(servingSettingsSchema),
  clearCache: oc.input(modelRefSchema).output(onlineViewSchema),
};
