/** A method of a built-in as the guard sees it: it looks at the arguments itself. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Puts another method in the place of one, with what else was attached to it (`util.promisify` looks there).
 * @returns the undo; nothing when there is no such method
 */
export function replaceMethod(owner: object, name: string, wrap: (original: Method) => Method): () => void {
  const present = Object.getOwnPropertyDescriptor(owner, name);
  if (!present || typeof present.value !== 'function') return () => {};
  const original = present.value as Method;
  const replacement = wrap(original);
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(owner, name, { ...present, value: replacement });
  return () => Object.defineProperty(owner, name, present);
}

/** The undo of several steps, in the opposite order. */
export function undoAll(undo: readonly (() => void)[]): () => void {
  return () => {
    for (const step of undo.toReversed()) step();
  };
}
