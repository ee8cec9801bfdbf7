import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

/** A token of a program. The secret itself is shown once, when it is made. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its last four characters, to tell it from others. */
  ending: z.string(),
  createdAtMs: z.number(),
  lastUsedAtMs: z.number().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

export const serverViewSchema = z.object({
  /** `stopping`: it takes nothing new, and what is under way is answered first. */
  state: z.enum(['off', 'starting', 'on', 'stopping']),
  url: z.string().nullable(),
  /** Why it is off although it should be on (a taken port, say), or null. */
  problem: z.string().nullable(),
  port: z.number().int(),
  /** Listens to other machines as well. */
  network: z.boolean(),
  /** Started with the program. */
  atStart: z.boolean(),
  /** Set on the command line of `foredeck serve`, which also carries the console: port and network cannot be changed here. */
  fixed: z.boolean(),
  /** Programs need a token; false only for `serve --no-auth`. */
  asksForToken: z.boolean(),
  /** Requests under way. */
  inFlight: z.number().int(),
  connections: z.number().int(),
  tokens: z.array(tokenSchema),
});
export type ServerView = z.infer<typeof serverViewSchema>;

/** Nothing in it that is not seen, or turns around how the rest is read. */
const tokenNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(
    /^[^\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]*$/u,
    'holds a character that is not seen',
  );
const tokenIdSchema = z.object({ id: z.string().max(100) });

export const serverContract = {
  /** One frame at once, then after changes. */
  watch: oc.output(eventIterator(serverViewSchema)),
  view: oc.output(serverViewSchema),
  /**
   * Lets programs in. In the desktop app this opens the port; under `foredeck serve`, whose port is open for the
   * console, it admits requests for predictions again. @throws PORT_IN_USE, BAD_REQUEST
   */
  start: oc.output(serverViewSchema),
  /** Takes nothing new, answers what is under way, then closes. */
  stop: oc.output(serverViewSchema),
  /** Port and network: a server that is on moves there. @throws PORT_IN_USE, and then everything is as it was */
  settings: oc
    .input(
      z.object({
        port: z.number().int().min(0).max(65_535).optional(),
        network: z.boolean().optional(),
        atStart: z.boolean().optional(),
      }),
    )
    .output(serverViewSchema),
  /** A URL that opens the page for those who write programs, once and in one browser. @throws SERVER_OFF */
  docsLink: oc.output(z.object({ url: z.string() })),
  tokens: {
    /** Makes one; the only time its secret is told. */
    create: oc
      .input(z.object({ name: tokenNameSchema }))
      .output(z.object({ token: tokenSchema, secret: z.string() })),
    rename: oc.input(tokenIdSchema.extend({ name: tokenNameSchema })).output(serverViewSchema),
    /** From now on nobody gets in with it. `restore` is the undo, as long as the program runs. */
    revoke: oc.input(tokenIdSchema).output(serverViewSchema),
    restore: oc.input(tokenIdSchema).output(serverViewSchema),
  },
};
