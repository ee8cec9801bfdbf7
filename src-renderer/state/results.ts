import { create } from 'zustand';
import { type Failure, failureOf, type JobResult, type RejectedRow } from '../../src-main/contract/index.ts';
import { client } from './backend.ts';

export type ResultState =
  | { kind: 'loading' }
  | { kind: 'ready'; result: JobResult }
  | { kind: 'failed'; failure: Failure };

/** Rejected rows as far as they were looked at: `rows[i]` is null until its page came. */
export interface RejectedRows {
  rows: readonly (RejectedRow | null)[];
  /** Rows rejected in all; only `rows.length` of them are kept one by one. */
  total: number;
  failure: Failure | null;
}

export const useResults = create<{
  results: Readonly<Record<string, ResultState>>;
  rejected: Readonly<Record<string, RejectedRows>>;
}>(() => ({ results: {}, rejected: {} }));

export async function loadResult(id: string) {
  const known = useResults.getState().results[id];
  if (known && known.kind !== 'failed') return;
  const put = (state: ResultState) =>
    useResults.setState(({ results }) => ({ results: { ...results, [id]: state } }));
  put({ kind: 'loading' });
  try {
    put({ kind: 'ready', result: await client().jobs.result({ id }) });
  } catch (thrown) {
    put({ kind: 'failed', failure: failureOf(thrown) });
  }
}

const pageRows = 100;
const underWay = new Set<string>();

/** Fetches the pages of rejected rows that cover `first`..`last`, each once. */
export async function loadRejected(id: string, first: number, last: number) {
  const known = useResults.getState().rejected[id];
  for (
    let page = Math.floor(first / pageRows);
    page <= Math.floor(Math.max(first, last) / pageRows);
    page += 1
  ) {
    const offset = page * pageRows;
    if (known && (offset >= known.rows.length || known.rows[offset] !== null)) continue;
    const key = `${id} ${offset}`;
    if (underWay.has(key)) continue;
    underWay.add(key);
    try {
      const answer = await client().jobs.rejectedRows({ id, offset, limit: pageRows });
      useResults.setState(({ rejected }) => ({
        rejected: {
          ...rejected,
          [id]: withPage(rejected[id], offset, answer.rows, answer.kept, answer.total),
        },
      }));
    } catch (thrown) {
      useResults.setState(({ rejected }) => ({
        rejected: {
          ...rejected,
          [id]: { ...(rejected[id] ?? { rows: [], total: 0 }), failure: failureOf(thrown) },
        },
      }));
    } finally {
      underWay.delete(key);
    }
  }
}

/** Puts a page of rows in its place among the `kept` ones. */
export function withPage(
  known: RejectedRows | undefined,
  offset: number,
  page: readonly RejectedRow[],
  kept: number,
  total: number,
): RejectedRows {
  const rows: (RejectedRow | null)[] = Array.from({ length: kept }, (_, at) => known?.rows[at] ?? null);
  page.forEach((row, at) => {
    if (offset + at < kept) rows[offset + at] = row;
  });
  return { rows, total, failure: null };
}
