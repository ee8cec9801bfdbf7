import type { Database } from 'better-sqlite3';

/** Jobs with their rejected samples, remembered mappings, settings, notices. */
export function migrate0001(db: Database): void {
  db.exec(`
    CREATE TABLE jobs (
      seq              INTEGER PRIMARY KEY AUTOINCREMENT,
      id               TEXT    NOT NULL UNIQUE,
      revision         INTEGER NOT NULL DEFAULT 0,
      state            TEXT    NOT NULL,
      spec             TEXT    NOT NULL,
      input_path       TEXT    NOT NULL,
      input_name       TEXT    NOT NULL,
      input_size       INTEGER NOT NULL,
      input_mtime_ms   REAL    NOT NULL,
      output_path      TEXT    NOT NULL,
      partial_path     TEXT    NOT NULL,
      model_name       TEXT    NOT NULL,
      model_version    TEXT    NOT NULL,
      model_sha256     TEXT    NOT NULL,
      created_ms       REAL    NOT NULL,
      started_ms       REAL,
      ended_ms         REAL,
      run_after_ms     REAL,
      attempts         INTEGER NOT NULL DEFAULT 0,
      crashes          INTEGER NOT NULL DEFAULT 0,
      next_attempt_ms  REAL,
      lease_owner      TEXT,
      leased_ms        REAL,
      lease_until_ms   REAL,
      heartbeat_ms     REAL,
      progressed       INTEGER NOT NULL DEFAULT 0,
      checkpoint       TEXT,
      progress         TEXT,
      ran_ms           REAL    NOT NULL DEFAULT 0,
      result           TEXT,
      failure          TEXT,
      removed_ms       REAL
    ) STRICT;
    CREATE INDEX jobs_takeable ON jobs (created_ms, seq)
      WHERE lease_owner IS NULL AND removed_ms IS NULL AND state IN ('queued', 'retrying');
    CREATE INDEX jobs_leased ON jobs (lease_owner) WHERE lease_owner IS NOT NULL;
    CREATE INDEX jobs_listed ON jobs (created_ms, seq) WHERE removed_ms IS NULL;

    CREATE TABLE rejected_rows (
      job_id  TEXT    NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
      row     INTEGER NOT NULL,
      feature TEXT    NOT NULL,
      "column" TEXT   NOT NULL,
      value   TEXT    NOT NULL,
      reason  TEXT    NOT NULL,
      PRIMARY KEY (job_id, row, feature)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE remembered_mappings (
      shape      TEXT NOT NULL,
      model_name TEXT NOT NULL,
      mapping    TEXT NOT NULL,
      file_name  TEXT NOT NULL,
      updated_ms REAL NOT NULL,
      PRIMARY KEY (shape, model_name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings (
      key   TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE notices (
      id           TEXT NOT NULL PRIMARY KEY,
      level        TEXT NOT NULL,
      title        TEXT NOT NULL,
      text         TEXT NOT NULL,
      at_ms        REAL NOT NULL,
      dismissed_ms REAL
    ) STRICT, WITHOUT ROWID;
  `);
}
