import { z } from 'zod';
import { type Failure, failureCodes, toFailure } from './failure.ts';

/** Checks a {@link Failure} that comes from a wire or the store. */
export const failureSchema = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  details: z
    .object({
      file: z.string().optional(),
      row: z.number().int().optional(),
      line: z.number().int().optional(),
      column: z.string().optional(),
      field: z.string().optional(),
      hint: z.string().optional(),
      retryAfterMs: z.number().optional(),
    })
    .optional(),
  retryable: z.boolean(),
}) satisfies z.ZodType<Failure>;

/**
 * The failure inside whatever a contract call threw: ours as it is, the one an oRPC error carries as its data,
 * else INTERNAL.
 */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Error && 'data' in thrown) {
    const carried = failureSchema.safeParse(thrown.data);
    if (carried.success) return carried.data;
  }
  return toFailure(thrown);
}
