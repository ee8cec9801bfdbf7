import type { Database } from 'better-sqlite3';
import { migrate0001 } from './0001-jobs.ts';
import { migrate0002 } from './0002-models.ts';
import { migrate0003 } from './0003-online.ts';

/** A step from database version n-1 to n; it runs inside a transaction. */
export type Migration = (db: Database) => void;

/** In order: the first makes version 1. Append only; a released step is never edited. */
export const migrations: readonly Migration[] = [migrate0001, migrate0002, migrate0003];
