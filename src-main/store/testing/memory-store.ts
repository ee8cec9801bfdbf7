import Database from 'better-sqlite3';
import { migrations } from '../migrations/index.ts';
import { type QueryAnswer, type QueryArgs, type QueryName, queries } from '../queries/index.ts';

/** The store's own queries over a database in memory, in this thread. */
export interface MemoryStore {
  call<Name extends QueryName>(name: Name, args: QueryArgs<Name>): QueryAnswer<Name>;
  close(): void;
}

export function memoryStore(): MemoryStore {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  for (const step of migrations) step(db);
  return {
    call: (name, args) => {
      const query = queries[name] as (on: typeof db, given: typeof args) => QueryAnswer<typeof name>;
      return db.transaction(() => query(db, args))();
    },
    close: () => db.close(),
  };
}
