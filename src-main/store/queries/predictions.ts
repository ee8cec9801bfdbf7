import type { Database } from 'better-sqlite3';
import { type HistoryEntry, historyEntrySchema } from '../../contract/history.ts';
import { sql } from '../statement.ts';

/** A prediction to keep. */
export type NewPrediction = Omit<HistoryEntry, 'id'> & {
  /** What it can be found by, in small letters. */
  words: string;
};

/** What is kept of the predictions at most; the oldest go first. */
export interface PredictionsKept {
  /** Those before it go. */
  sinceMs: number;
  count: number;
  sizeBytes: number;
}

/** Rows that one write takes away at most, so that none of them is long; the rest goes with the next. */
const mostGonePerWrite = 2_000;

/** Adds predictions, and takes away those for which there is no room or time any more. */
export function addPredictions(
  db: Database,
  args: { predictions: readonly NewPrediction[]; keep: PredictionsKept },
): void {
  for (const entry of args.predictions) {
    const prediction = JSON.stringify(entry.prediction);
    const instance = entry.instance === null ? null : JSON.stringify(entry.instance);
    sql(
      db,
      `INSERT INTO predictions (at_ms, name, version, door, ms, cold_start, size_bytes, words, prediction, instance)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      entry.atMs,
      entry.name,
      entry.version,
      entry.door,
      entry.ms,
      entry.coldStart ? 1 : 0,
      prediction.length + (instance?.length ?? 0) + entry.words.length,
      entry.words,
      prediction,
      instance,
    );
  }
  sql(
    db,
    `DELETE FROM predictions WHERE id IN
      (SELECT id FROM predictions WHERE at_ms < ? ORDER BY at_ms LIMIT ${mostGonePerWrite})`,
  ).run(args.keep.sinceMs);
  makeRoom(db, args.keep);
}

function makeRoom(db: Database, keep: PredictionsKept): void {
  const oldest = 'SELECT id FROM predictions ORDER BY id LIMIT ?';
  let gone = 0;
  while (gone < mostGonePerWrite) {
    const total = sql<{ count: number; sizeBytes: number }>(
      db,
      'SELECT count, size_bytes AS sizeBytes FROM predictions_total',
    ).get() ?? { count: 0, sizeBytes: 0 };
    const surplus = Math.max(total.count - keep.count, total.sizeBytes > keep.sizeBytes ? 10 : 0);
    if (surplus <= 0 || total.count === 0) return;
    const { changes } = sql(db, `DELETE FROM predictions WHERE id IN (${oldest})`).run(
      Math.min(surplus, mostGonePerWrite),
    );
    gone += changes;
  }
}

interface PredictionRow {
  id: number;
  atMs: number;
  name: string;
  version: string;
  door: string;
  ms: number;
  coldStart: number;
  prediction: string;
  instance: string | null;
}
const columns =
  'id, at_ms AS atMs, name, version, door, ms, cold_start AS coldStart, prediction, instance FROM predictions';

/**
 * The newest first: those of one model or of all, that contain every one of these words, from before an id and since
 * a time.
 */
export function listPredictions(
  db: Database,
  args: {
    name: string | null;
    words: readonly string[];
    before: number | null;
    sinceMs: number;
    limit: number;
  },
): { entries: HistoryEntry[]; more: boolean } {
  const words = args.words.map((word) => word.toLowerCase());
  // The plus keeps the index of times out: these are few pages at the end of the table, in the order that is wanted.
  const conditions = ['id < ?', '+at_ms >= ?'];
  const values: (string | number)[] = [args.before ?? Number.MAX_SAFE_INTEGER, args.sinceMs];
  if (args.name !== null) {
    conditions.push('name = ?');
    values.push(args.name);
  }
  for (const word of words) {
    conditions.push('instr(words, ?) > 0');
    values.push(word);
  }
  const text = `SELECT ${columns} WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`;
  const rows = sql<PredictionRow>(db, text).all(...values, args.limit + 1);
  return { entries: rows.slice(0, args.limit).flatMap(entryOf), more: rows.length > args.limit };
}

/** The newest of a model whose values were kept, so that they can be asked again. */
export function listReplayable(
  db: Database,
  args: { name: string; sinceMs: number; limit: number },
): HistoryEntry[] {
  return sql<PredictionRow>(
    db,
    `SELECT ${columns} WHERE name = ? AND instance IS NOT NULL AND +at_ms >= ? ORDER BY id DESC LIMIT ?`,
  )
    .all(args.name, args.sinceMs, args.limit)
    .flatMap(entryOf);
}

/** Takes some of those of a model, or one, off for good, and says how many; to be asked until there are none left. */
export function forgetPredictions(db: Database, args: { name: string } | { id: number }): number {
  const { changes } =
    'name' in args
      ? sql(
          db,
          `DELETE FROM predictions WHERE id IN
            (SELECT id FROM predictions WHERE name = ? ORDER BY id LIMIT ${mostGonePerWrite})`,
        ).run(args.name)
      : sql(db, 'DELETE FROM predictions WHERE id = ?').run(args.id);
  return changes;
}

/** What an older version wrote and this one cannot read is passed over. */
function entryOf(row: PredictionRow): HistoryEntry[] {
  const read = historyEntrySchema.safeParse({
    ...row,
    coldStart: row.coldStart !== 0,
    prediction: parsed(row.prediction),
    instance: row.instance === null ? null : parsed(row.instance),
  });
  return read.success ? [read.data] : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
