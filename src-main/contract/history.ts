import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { instanceSchema, modelRefSchema, predictionSchema } from './models.ts';

/** Rows of the history that are asked again at once, the newest first. */
export const mostReplayed = 200;

/** One row that was predicted, kept for 30 days. */
export const historyEntrySchema = z.object({
  id: z.number().int(),
  atMs: z.number(),
  name: z.string(),
  version: z.string(),
  /** Who asked: the Predict panel, a program over HTTP, the command line. */
  door: z.enum(['console', 'http', 'command']),
  /** Null where it was too large to be kept (a picture, say). */
  instance: instanceSchema.nullable(),
  prediction: predictionSchema,
  /** From asked to answered, loading included. */
  ms: z.number(),
  /** The model was not loaded and was woken by this. */
  coldStart: z.boolean(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

const historyQuerySchema = z.object({
  /** Every version of this model; null = all models. */
  name: z.string().max(100).nullable(),
  /** Words that values, predictions or the version contain, in any case. */
  search: z.string().max(200).default(''),
  /** Entries older than this id. */
  before: z.number().int().nullable().default(null),
  limit: z.number().int().min(1).max(500).default(100),
});
const historyPageSchema = z.object({
  /** The newest first. */
  entries: z.array(historyEntrySchema),
  more: z.boolean(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;

export const historyContract = {
  list: oc.input(historyQuerySchema).output(historyPageSchema),
  /** The first page again after every change, about twice a second at most. */
  watch: oc.input(historyQuerySchema).output(eventIterator(historyPageSchema)),
  /** Takes entries off for good: those of one model, or one alone. */
  forget: oc
    .input(z.object({ name: z.string().max(100) }).or(z.object({ id: z.number().int() })))
    .output(z.object({ forgotten: z.number().int() })),
  /** The requests of a model that can be asked again, on this version. At most the 200 newest. */
  replay: oc.input(z.object({ name: z.string().max(100), on: modelRefSchema })).output(
    z.object({
      /** Each with what was said then and what is said now. */
      rows: z.array(z.object({ entry: historyEntrySchema, now: predictionSchema })),
      changed: z.number().int(),
    }),
  ),
};
