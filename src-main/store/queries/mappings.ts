import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import {
  type Mapping,
  type MissingPolicy,
  mappingSchema,
  missingPoliciesSchema,
} from '../../contract/jobs.ts';
import { sql } from '../statement.ts';

const rememberedSchema = z.object({ mapping: mappingSchema, missing: missingPoliciesSchema });

/** The mapping last used for files of one shape with one model. */
export type RememberedMapping = {
  mapping: Mapping;
  missing: Record<string, MissingPolicy>;
  /** Name of the file it was used on. */
  fileName: string;
  updatedMs: number;
};

/** `shape` is a hash of the file's columns; the caller's to choose. */
export function rememberMapping(
  db: Database,
  args: { shape: string; modelName: string } & RememberedMapping,
): void {
  sql(
    db,
    `INSERT INTO remembered_mappings (shape, model_name, mapping, file_name, updated_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (shape, model_name) DO UPDATE
     SET mapping = excluded.mapping, file_name = excluded.file_name, updated_ms = excluded.updated_ms`,
  ).run(
    args.shape,
    args.modelName,
    JSON.stringify({ mapping: args.mapping, missing: args.missing }),
    args.fileName,
    args.updatedMs,
  );
}

/** Null when none is remembered, or what is cannot be read. */
export function recallMapping(
  db: Database,
  args: { shape: string; modelName: string },
): RememberedMapping | null {
  const row = sql<{ mapping: string; file_name: string; updated_ms: number }>(
    db,
    'SELECT mapping, file_name, updated_ms FROM remembered_mappings WHERE shape = ? AND model_name = ?',
  ).get(args.shape, args.modelName);
  if (!row) return null;
  try {
    const { mapping, missing } = rememberedSchema.parse(JSON.parse(row.mapping));
    return { mapping, missing, fileName: row.file_name, updatedMs: row.updated_ms };
  } catch {
    return null;
  }
}
