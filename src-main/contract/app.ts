import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

export const appInfoSchema = z.object({
  version: z.string(),
  /** Which shell serves this console; the browser one uploads files and downloads results. */
  shell: z.enum(['desktop', 'browser', 'command']),
  dataFolder: z.string(),
  cores: z.number().int(),
  memoryBytes: z.number(),
  platform: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export const engineProcessStates = [
  'starting',
  'ready',
  'busy',
  'restarting',
  'stopping',
  'stopped',
  'failed',
] as const;
export const engineProcessSchema = z.object({
  number: z.number().int(),
  pid: z.number().int().nullable(),
  state: z.enum(engineProcessStates),
  /** What it works on now, in words (a job's file name), or null. */
  work: z.string().nullable(),
  rssBytes: z.number().nullable(),
  /** Share of one core over the last second, 0..1. */
  cpuShare: z.number().nullable(),
  restarts: z.number().int(),
});
export type EngineProcess = z.infer<typeof engineProcessSchema>;

/** Something the user must be told that is not the answer to a call, e.g. that the store was restored from a backup. */
export const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warn', 'bad']),
  title: z.string(),
  text: z.string(),
  atMs: z.number(),
});
export type Notice = z.infer<typeof noticeSchema>;

export const appStatusSchema = z.object({
  atMs: z.number(),
  engine: z.object({
    state: z.enum(['starting', 'ready', 'degraded', 'failed', 'stopped']),
    processes: z.array(engineProcessSchema),
  }),
  jobs: z.object({ running: z.number().int(), queued: z.number().int(), paused: z.number().int() }),
  queuePaused: z.boolean(),
  server: z.object({ state: z.enum(['on', 'off', 'starting', 'stopping']), url: z.string().nullable() }),
  /** Refuses every connection to another machine; `refused` counts them since it was switched on. */
  offline: z.object({ on: z.boolean(), refused: z.number().int() }),
  /** Single requests through all models, of Predict, Live and programs; jobs tell of theirs themselves. */
  served: z.object({
    /** Rows that were scored since the start; answers from a cache are not. */
    rows: z.number().int(),
    /** The same since midnight, or since a start that was later. */
    today: z.object({ rows: z.number().int(), sinceMs: z.number() }),
    /** The last hour, or the time since a start that was later; no latencies without an answer. */
    hour: z.object({
      sinceMs: z.number(),
      answered: z.number().int(),
      /** Failed, refused or too late. */
      notAnswered: z.number().int(),
      /** From arrival to answer. */
      p50Ms: z.number().nullable(),
      p99Ms: z.number().nullable(),
    }),
  }),
  /** Share of all cores used by this program, 0..1. */
  cpuShare: z.number(),
  /** Resident memory of main, store thread and engine processes together. */
  memoryBytes: z.number(),
  notices: z.array(noticeSchema),
});
export type AppStatus = z.infer<typeof appStatusSchema>;

export const appContract = {
  info: oc.output(appInfoSchema),
  /** The status bar: one frame at once, then one a second and after every change that matters. */
  status: oc.output(eventIterator(appStatusSchema)),
  dismissNotice: oc.input(z.object({ id: z.string() })),
  /** Refuses every connection to another machine, in every process of the program, until it is switched off again. */
  setOffline: oc.input(z.object({ on: z.boolean() })),
  /** Small remembered things of the console (pane sizes, panel settings), as JSON text under a key. */
  remember: oc.input(z.object({ key: z.string().min(1).max(200), value: z.string().max(65_536) })),
  recall: oc
    .input(z.object({ key: z.string().min(1).max(200) }))
    .output(z.object({ value: z.string().nullable() })),
};
