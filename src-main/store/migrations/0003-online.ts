import type { Database } from 'better-sqlite3';

/** The online side: tokens of programs, how each version is served, and the predictions that are kept. */
export function migrate0003(db: Database): void {
  db.exec(`
    CREATE TABLE tokens (
      id           TEXT NOT NULL PRIMARY KEY,
      name         TEXT NOT NULL,
      digest       TEXT NOT NULL UNIQUE,
      ending       TEXT NOT NULL,
      created_ms   REAL NOT NULL,
      last_used_ms REAL,
      revoked_ms   REAL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE serving_settings (
      name     TEXT NOT NULL,
      version  TEXT NOT NULL,
      settings TEXT NOT NULL,
      PRIMARY KEY (name, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE predictions (
      id          INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms       REAL    NOT NULL,
      name        TEXT    NOT NULL,
      version     TEXT    NOT NULL,
      door        TEXT    NOT NULL,
      ms          REAL    NOT NULL,
      cold_start  INTEGER NOT NULL,
      size_bytes  INTEGER NOT NULL,
      words       TEXT    NOT NULL,
      prediction  TEXT    NOT NULL,
      instance    TEXT
    ) STRICT;
    CREATE INDEX predictions_by_model ON predictions (name, id);
    CREATE INDEX predictions_by_time ON predictions (at_ms);

    CREATE TABLE predictions_total (
      count      INTEGER NOT NULL,
      size_bytes INTEGER NOT NULL
    ) STRICT;
    INSERT INTO predictions_total VALUES (0, 0);
    CREATE TRIGGER predictions_added AFTER INSERT ON predictions BEGIN
      UPDATE predictions_total SET count = count + 1, size_bytes = size_bytes + new.size_bytes;
    END;
    CREATE TRIGGER predictions_gone AFTER DELETE ON predictions BEGIN
      UPDATE predictions_total SET count = count - 1, size_bytes = size_bytes - old.size_bytes;
    END;
  `);
}
