/**
 * A file's path as it is worth reading. What a browser uploaded lies in a folder of its own that means nothing to anybody, so
 * of it the name is told.
 */
export function shownPath(path: string): string {
  const uploaded = /[\\/]uploads[\\/][\da-f-]{36}[\\/]([^\\/]+)$/u.exec(path)?.[1];
  return uploaded ?? path;
}
