import type { Database } from 'better-sqlite3';

/** What of models is not in their folders: aliases, which versions were taken off the list, and their settings. */
export function migrate0002(db: Database): void {
  db.exec(`
    CREATE TABLE model_aliases (
      name    TEXT NOT NULL,
      alias   TEXT NOT NULL,
      version TEXT NOT NULL,
      PRIMARY KEY (name, alias)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE model_removals (
      name       TEXT NOT NULL,
      version    TEXT NOT NULL,
      removed_ms REAL NOT NULL,
      PRIMARY KEY (name, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE model_settings (
      name      TEXT    NOT NULL,
      version   TEXT    NOT NULL,
      is_on     INTEGER NOT NULL,
      pinned    INTEGER NOT NULL,
      instances INTEGER,
      provider  TEXT    NOT NULL,
      PRIMARY KEY (name, version)
    ) STRICT, WITHOUT ROWID;
  `);
}
