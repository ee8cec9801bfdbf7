import { Worker } from 'node:worker_threads';
import { type Failure, FailureError, failed } from '../contract/failure.ts';
import type { QueryAnswer, QueryArgs, QueryName } from './queries/index.ts';
import type { OpenReport } from './thread/open-database.ts';
import type { FromStore, StoreThreadData, ToStore } from './thread/protocol.ts';

export type Store = {
  /** What had to be done to open it. */
  readonly openReport: OpenReport;
  /**
   * Asks the store; each call is one transaction, and calls are done in the order they were made.
   * @throws what the query throws, DISK_FULL, FOLDER_UNUSABLE, STORE_FAILED, or CLOSED after {@link close}
   */
  call<Name extends QueryName>(name: Name, args: QueryArgs<Name>): Promise<QueryAnswer<Name>>;
  /** Does what was asked before, closes the database and ends the thread. Safe to call again. */
  close(): Promise<void>;
};

const backupCheckMs = 60 * 60 * 1000;

type Waiting = { resolve(value: unknown): void; reject(error: Error): void };

/**
 * Opens the store of a data folder, which this process must hold (see {@link lockFolder}), in a thread of its own.
 * @param options.threadUrl the thread's entry file
 * @param options.nowMs the clock, milliseconds since the epoch
 * @param options.onTrouble told of what fails on its own, such as the daily backup, and of the thread's end
 * @throws STORE_FAILED when the database is from a newer version or a migration failed; FOLDER_UNUSABLE; DISK_FULL
 */
export function openStore(options: {
  folder: string;
  threadUrl: URL;
  nowMs: () => number;
  onTrouble?: (failure: Failure) => void;
}): Promise<Store> {
  const { folder, threadUrl, nowMs, onTrouble = () => {} } = options;
  return new Promise<Store>((resolveOpen, rejectOpen) => {
    const workerData: StoreThreadData = { folder, nowMs: nowMs() };
    const worker = new Worker(threadUrl, { workerData, execArgv: [], name: 'store' });
    const waiting = new Map<number, Waiting>();
    let nextId = 1;
    let state: 'opening' | 'open' | 'closing' | 'closed' = 'opening';
    let closing: Promise<void> | null = null;
    let onClosed = () => {};
    let backupCheck: NodeJS.Timeout | null = null;

    const tell = (message: ToStore) => worker.postMessage(message);

    const store = (openReport: OpenReport): Store => ({
      openReport,
      call: (name, args) => {
        if (state !== 'open') return Promise.reject(failed('CLOSED', 'The store is closed.'));
        const id = nextId++;
        const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
        tell({ kind: 'call', id, name, args });
        return answer as Promise<QueryAnswer<typeof name>>;
      },
      close: () => {
        if (closing) return closing;
        if (backupCheck) clearInterval(backupCheck);
        closing = new Promise((resolve) => {
          if (state === 'closed') return resolve();
          state = 'closing';
          onClosed = resolve;
          tell({ kind: 'close' });
        });
        return closing;
      },
    });

    worker.on('message', (message: FromStore) => {
      if (message.kind === 'answer' || message.kind === 'failure') {
        const caller = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.kind === 'answer') caller?.resolve(message.value);
        else caller?.reject(new FailureError(message.failure));
      } else if (message.kind === 'open') {
        state = 'open';
        backupCheck = setInterval(() => tell({ kind: 'backUpIfDue', nowMs: nowMs() }), backupCheckMs);
        backupCheck.unref();
        if (message.report.backupFailure) onTrouble(message.report.backupFailure);
        resolveOpen(store(message.report));
      } else if (message.kind === 'openFailed') {
        rejectOpen(new FailureError(message.failure));
      } else if (message.kind === 'trouble') {
        onTrouble(message.failure);
      }
    });

    let died = 'it ended without a word';
    worker.on('error', (error) => {
      died = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      const asked = state === 'closing';
      const was = state;
      state = 'closed';
      if (backupCheck) clearInterval(backupCheck);
      const failure = asked
        ? failed('CLOSED', 'The store was closed before it came to this.')
        : failed('STORE_FAILED', `The store's thread ended (${died}). Restart Foredeck.`);
      for (const caller of waiting.values()) caller.reject(failure);
      waiting.clear();
      if (was === 'opening') rejectOpen(failure);
      else if (!asked) onTrouble(failure.failure);
      onClosed();
    });
  });
}
