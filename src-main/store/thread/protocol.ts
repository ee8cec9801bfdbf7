import type { Failure } from '../../contract/failure.ts';
import type { QueryName } from '../queries/index.ts';
import type { OpenReport } from './open-database.ts';

/** What the store's thread is started with. */
export type StoreThreadData = { folder: string; nowMs: number };

export type ToStore =
  | { kind: 'call'; id: number; name: QueryName; args: unknown }
  | { kind: 'backUpIfDue'; nowMs: number }
  | { kind: 'close' };

export type FromStore =
  | { kind: 'open'; report: OpenReport }
  | { kind: 'openFailed'; failure: Failure }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; failure: Failure }
  /** Something went wrong that is nobody's answer. */
  | { kind: 'trouble'; failure: Failure }
  | { kind: 'closed' };
