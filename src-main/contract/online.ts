import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { modelRefSchema } from './models.ts';

export interface Bounds {
  least: number;
  most: number;
}

const rows: Bounds = { least: 1, most: 4096 };

/** What the numbers of the serving settings may be: sizes in rows, times in ms, memory in bytes. */
export const servingBounds = {
  batching: {
    maxRows: rows,
    windowMs: { least: 0, most: 10_000 },
    inFlight: { least: 1, most: 8 },
    queueRequests: { least: 1, most: 100_000 },
    timeoutMs: { least: 1, most: 3_600_000 },
    priority: { least: 1, most: 10 },
  },
  scaling: {
    upAfterMs: { least: 1, most: 60_000 },
    downAfterMs: { least: 1_000, most: 86_400_000 },
    loadWaitMs: { least: 0, most: 600_000 },
  },
  cache: { maxBytes: { least: 1_000_000, most: 4_000_000_000 } },
} satisfies Record<string, Record<string, Bounds>>;

export const mostPreferredSizes = 8;

const within = ({ least, most }: Bounds) => z.number().min(least).max(most);
const wholeWithin = ({ least, most }: Bounds) => z.number().int().min(least).max(most);
const { batching, scaling, cache } = servingBounds;

/** How requests for a model are gathered into batches. Sizes are rows, not requests. */
export const batchingSchema = z.object({
  /** Rows of one batch, at most; 1 = every request alone. */
  maxRows: wholeWithin(batching.maxRows),
  /** A batch of exactly one of these many rows leaves at once, whatever the window. */
  preferredRows: z.array(wholeWithin(rows)).max(mostPreferredSizes),
  /** How long the oldest request may wait for others although an instance is free; 0 = not at all. */
  windowMs: within(batching.windowMs),
  /** Batches that one instance may have at once: the next lies ready when one ends. */
  inFlight: wholeWithin(batching.inFlight),
  /** Requests that may wait; more are refused with QUEUE_FULL. */
  queueRequests: wholeWithin(batching.queueRequests),
  /** From a request's arrival to its answer; null = no limit. A request may name its own. */
  timeoutMs: within(batching.timeoutMs).nullable(),
  /** Requests that waited too long: refused with DEADLINE, or answered after all others. */
  whenLate: z.enum(['reject', 'delay']),
  /** Priority of requests that name none; 1 is served first. */
  priority: wholeWithin(batching.priority),
});
export type Batching = z.infer<typeof batchingSchema>;

export const servingSettingsSchema = z.object({
  batching: batchingSchema,
  scaling: z.object({
    /** One more instance is loaded when a request has waited so long. The model's `instances` setting is the most. */
    upAfterMs: within(scaling.upAfterMs),
    /** One is given back after so long without need of it; the last one by the model's idle time, unless it is pinned. */
    downAfterMs: within(scaling.downAfterMs),
    /** How long a request waits for a model that is not loaded yet, before MODEL_LOADING. */
    loadWaitMs: within(scaling.loadWaitMs),
  }),
  cache: z.object({
    /** Whether exact repeats are answered from memory. */
    on: z.boolean(),
    maxBytes: wholeWithin(cache.maxBytes),
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
