/** Takes what ends a part, as soon as the part has begun. */
export type Later = (end: () => unknown) => void;

/**
 * Starts the parts of a program one after another. `stop` ends them in the opposite order, and so does a start that fails
 * half-way; each gets its turn even where another one fails, and the first failure is thrown.
 */
export async function startInOrder<Started extends object>(
  start: (later: Later) => Promise<Started>,
): Promise<Started & { stop(): Promise<void> }> {
  const ends: (() => unknown)[] = [];
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      const failures: unknown[] = [];
      for (const end of ends.reverse()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    })());
  try {
    return { ...(await start((end) => ends.push(end))), stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
