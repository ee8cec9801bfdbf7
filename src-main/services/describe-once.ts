import { stat } from 'node:fs/promises';
import type { Dialect, TableDescription } from '../contract/files.ts';

export type Describe = (path: string, delimiter: Dialect['delimiter'] | null) => Promise<TableDescription>;

/** A description may be some megabytes for a very wide table. */
const mostKept = 4;

/**
 * Looks at a table once as long as its file stays as it is: a plan follows every choice that is made for it, and the
 * job follows the plan. What could not be described is looked at again.
 */
export function describeOnce(describe: Describe): Describe {
  const kept = new Map<string, Promise<TableDescription>>();
  return async (path, delimiter) => {
    const file = await stat(path, { bigint: true }).catch(() => null);
    if (!file) return describe(path, delimiter);
    const key = [path, delimiter, file.dev, file.ino, file.size, file.mtimeNs, file.ctimeNs].join('\0');
    const known = kept.get(key);
    if (known) return known;
    const looking = describe(path, delimiter);
    kept.set(key, looking);
    looking.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return looking;
  };
}
