import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const coordinate = z.number().int().min(-100_000).max(100_000);
const placementSchema = z.object({
  bounds: z.object({ x: coordinate, y: coordinate, width: coordinate.min(1), height: coordinate.min(1) }),
  maximized: z.boolean(),
});
/** Where the window was. `bounds` are those it has when it is not maximised. */
export type WindowPlacement = z.infer<typeof placementSchema>;

/** Null when nothing readable is remembered. */
export function readPlacement(file: string): WindowPlacement | null {
  try {
    return placementSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Synchronous, because a window that closes waits for nothing. */
export function writePlacement(file: string, placement: WindowPlacement): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(placement));
    renameSync(`${file}.new`, file);
  } catch {
    // A place that cannot be remembered is no reason to disturb the user.
  }
}
