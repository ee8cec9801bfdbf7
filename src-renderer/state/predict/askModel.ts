import type { Instance } from '../../../src-main/contract/index.ts';
import { client } from '../backend.ts';
import type { Version } from './predict.ts';

/** Asks a version for rows. @param record whether a single row goes into the history */
export function askModel(
  { name, version }: Version,
  instances: Instance[],
  signal: AbortSignal,
  record = false,
) {
  return client().models.predict({ model: { name, version }, instances, record }, { signal });
}
