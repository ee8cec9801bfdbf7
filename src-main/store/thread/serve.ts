import type { MessagePort } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import type { JobRecord } from '../../domain/job-record.ts';
import { storePaths } from '../data-folder.ts';
import { type QueryAnswer, type QueryName, queries } from '../queries/index.ts';
import { storeFailure } from '../store-failure.ts';
import { backUp, isBackupDue } from './backups.ts';
import { writeJobFile } from './job-files.ts';
import { type OpenReport, openDatabase } from './open-database.ts';
import type { FromStore, StoreThreadData, ToStore } from './protocol.ts';

/** Opens the store and answers for it on a port until it is told to close. Runs in a thread of its own. */
export async function serveStore(port: MessagePort, data: StoreThreadData): Promise<void> {
  const tell = (message: FromStore) => port.postMessage(message);
  let opened: { db: Database; report: OpenReport };
  try {
    opened = await openDatabase(data);
  } catch (thrown) {
    tell({ kind: 'openFailed', failure: storeFailure(thrown, 'open the database').failure });
    port.close();
    return;
  }
  const { db, report } = opened;
  const { backups, jobs } = storePaths(data.folder);

  /** Does what may fail without anybody waiting for its answer. */
  const attempt = async (doing: string, act: () => unknown) => {
    try {
      await act();
    } catch (thrown) {
      tell({ kind: 'trouble', failure: storeFailure(thrown, doing).failure });
    }
  };
  const call = (name: QueryName, args: unknown): unknown => {
    const query = queries[name] as (db: Database, args: unknown) => unknown;
    const value = db.transaction(() => query(db, args))();
    for (const job of changedJobs[name]?.(value) ?? []) {
      // The database has it; the file is only for the day the database is lost.
      void attempt(`write the file of job ${job.id}`, () => writeJobFile(db, jobs, job));
    }
    return value;
  };

  let backingUp: Promise<void> = Promise.resolve();
  port.on('message', (message: ToStore) => {
    if (message.kind === 'call') {
      try {
        tell({ kind: 'answer', id: message.id, value: call(message.name, message.args) });
      } catch (thrown) {
        tell({
          kind: 'failure',
          id: message.id,
          failure: storeFailure(thrown, `do ${message.name}`).failure,
        });
      }
    } else if (message.kind === 'backUpIfDue') {
      const { nowMs } = message;
      backingUp = backingUp.then(() =>
        attempt(
          'back up the database',
          () => isBackupDue(backups, nowMs) && backUp(db, backups, { kind: 'daily', nowMs }),
        ),
      );
    } else {
      void backingUp
        .then(() => attempt('close the database', () => db.close()))
        .then(() => {
          tell({ kind: 'closed' });
          port.close();
        });
    }
  });
  tell({ kind: 'open', report });
}

const one = (value: unknown) => [value as JobRecord];

/** The jobs that an answer says have changed; their files are written anew. */
const changedJobs: Partial<Record<QueryName, (value: unknown) => JobRecord[]>> = {
  'jobs.create': one,
  'jobs.pause': one,
  'jobs.resume': one,
  'jobs.cancel': one,
  'jobs.remove': one,
  'jobs.restore': one,
  'jobs.lease': (value) => {
    const { job, garbled } = value as QueryAnswer<'jobs.lease'>;
    return job ? [...garbled, job] : garbled;
  },
  'jobs.endRun': (value) => {
    const job = value as QueryAnswer<'jobs.endRun'>;
    return job ? [job] : [];
  },
  'jobs.reclaim': (value) => value as QueryAnswer<'jobs.reclaim'>,
};
