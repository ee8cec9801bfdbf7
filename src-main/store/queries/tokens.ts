import type { Database } from 'better-sqlite3';
import { sql } from '../statement.ts';

/** A token of a program as it is kept: never its secret, only the SHA-256 of it in hex. */
export interface KeptToken {
  id: string;
  name: string;
  digest: string;
  /** The last characters of the secret. */
  ending: string;
  createdAtMs: number;
  lastUsedAtMs: number | null;
}

/** Those that are good, the oldest first. */
export function listTokens(db: Database, _args: Record<string, never>): KeptToken[] {
  return sql<KeptToken>(
    db,
    `SELECT id, name, digest, ending, created_ms AS createdAtMs, last_used_ms AS lastUsedAtMs FROM tokens
     WHERE revoked_ms IS NULL ORDER BY created_ms, id`,
  ).all();
}

export function addToken(db: Database, args: { token: KeptToken }): void {
  const { id, name, digest, ending, createdAtMs, lastUsedAtMs } = args.token;
  sql(
    db,
    'INSERT INTO tokens (id, name, digest, ending, created_ms, last_used_ms) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(id, name, digest, ending, createdAtMs, lastUsedAtMs);
}

export function renameToken(db: Database, args: { id: string; name: string }): void {
  sql(db, 'UPDATE tokens SET name = ? WHERE id = ?').run(args.name, args.id);
}

export function revokeToken(db: Database, args: { id: string; nowMs: number }): void {
  sql(db, 'UPDATE tokens SET revoked_ms = ? WHERE id = ?').run(args.nowMs, args.id);
}

/** Makes a revoked one good again, unless it is forgotten. */
export function restoreToken(db: Database, args: { id: string }): void {
  sql(db, 'UPDATE tokens SET revoked_ms = NULL WHERE id = ?').run(args.id);
}

/** Forgets those that were revoked. */
export function clearTokens(db: Database, _args: Record<string, never>): void {
  sql(db, 'DELETE FROM tokens WHERE revoked_ms IS NOT NULL').run();
}

/** Notes when tokens were last used. */
export function noteTokensUsed(db: Database, args: { uses: { id: string; atMs: number }[] }): void {
  for (const { id, atMs } of args.uses) {
    sql(db, 'UPDATE tokens SET last_used_ms = ? WHERE id = ?').run(atMs, id);
  }
}
