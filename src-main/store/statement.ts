import type { Database, Statement } from 'better-sqlite3';

const prepared = new WeakMap<Database, Map<string, Statement<unknown[], unknown>>>();

/** The prepared statement for a constant SQL text, prepared once per connection. */
export function sql<Row = unknown>(db: Database, text: string): Statement<unknown[], Row> {
  let ofThis = prepared.get(db);
  if (!ofThis) {
    ofThis = new Map();
    prepared.set(db, ofThis);
  }
  let statement = ofThis.get(text);
  if (!statement) {
    statement = db.prepare<unknown[], unknown>(text);
    ofThis.set(text, statement);
  }
  return statement as Statement<unknown[], Row>;
}
