import { create } from 'zustand';
import {
  type Failure,
  failureOf,
  type HistoryEntry,
  type HistoryPage,
  type Instance,
  type Prediction,
} from '../../../src-main/contract/index.ts';
import { follow } from '../../client/connection.ts';
import { client, connectBackend } from '../backend.ts';
import { toast, toastFailure } from '../toasts.ts';
import { ask } from './ask.ts';
import { fillEntry } from './form.ts';
import { usePredict, type Version } from './predict.ts';

export interface Replay {
  on: Version;
  rows: readonly { entry: HistoryEntry; now: Prediction }[];
  changed: number;
}

/** What was asked of a model before, of all its versions, the newest first. */
export const useHistory = create<{
  name: string | null;
  search: string;
  page: HistoryPage | null;
  /** Older entries that were asked for. */
  older: readonly HistoryEntry[];
  failure: Failure | null;
  /** False where the backend keeps no history. */
  kept: boolean;
  /** Taken off the list, with the undo still open. */
  hidden: ReadonlySet<number>;
  replay: Replay | null;
  replaying: boolean;
}>(() => ({
  name: null,
  search: '',
  page: null,
  older: [],
  failure: null,
  kept: true,
  hidden: new Set(),
  replay: null,
  replaying: false,
}));

/** Follows the history of a model as it grows; the answer is the undo. */
export function followHistory(name: string, search: string): () => void {
  const same = useHistory.getState().name === name;
  useHistory.setState({
    name,
    search,
    older: [],
    ...(same ? {} : { page: null, replay: null, failure: null }),
  });
  return follow(
    connectBackend().connection,
    (backend, signal) => backend.history.watch({ name, search }, { signal }),
    (page) => useHistory.setState({ page, failure: null, kept: true }),
    {
      onFailure(failure) {
        const kept = failure.code !== 'NOT_SUPPORTED';
        useHistory.setState(kept ? { failure } : { kept });
        return kept ? 'again' : 'enough';
      },
    },
  );
}

/** The entries that are listed: what was forgotten is not, even before the backend has forgotten it. */
export function listedEntries({
  page,
  older,
  hidden,
}: {
  page: HistoryPage | null;
  older: readonly HistoryEntry[];
  hidden: ReadonlySet<number>;
}): HistoryEntry[] {
  const first = page?.entries ?? [];
  const least = first.at(-1)?.id ?? Number.POSITIVE_INFINITY;
  return [...first, ...older.filter(({ id }) => id < least)].filter(({ id }) => !hidden.has(id));
}

export async function loadOlder() {
  const { name, search, page, older } = useHistory.getState();
  const last = older.at(-1) ?? page?.entries.at(-1);
  if (!last) return;
  try {
    const more = await client().history.list({ name, search, before: last.id, limit: 200 });
    if (useHistory.getState().name !== name || useHistory.getState().search !== search) return;
    useHistory.setState(({ older: now, page: first }) => ({
      older: [...now, ...more.entries],
      page: first ? { ...first, more: more.more } : first,
    }));
  } catch (thrown) {
    toastFailure('Older entries could not be read', failureOf(thrown));
  }
}

/** Puts an entry in the form again; one whose values were not kept is only selected. */
export function showEntry(entry: HistoryEntry) {
  if (entry.instance === null) {
    usePredict.setState({ entryId: entry.id });
    return;
  }
  fillEntry({ id: entry.id, instance: entry.instance });
}

/** Asks an entry's row again, of the version that is chosen now. */
export function askAgain(entry: HistoryEntry) {
  if (entry.instance === null) return;
  fillEntry({ id: entry.id, instance: entry.instance });
  ask(true);
}

const undoMs = 8_000;

/** Takes an entry off the list at once, and out of the store once the undo is over. */
export function forgetEntry(entry: HistoryEntry) {
  hide(entry.id, true);
  usePredict.setState(({ entryId }) => (entryId === entry.id ? { entryId: null } : {}));
  const timer = setTimeout(() => {
    client()
      .history.forget({ id: entry.id })
      .catch((thrown: unknown) => {
        hide(entry.id, false);
        toastFailure('The entry could not be forgotten', failureOf(thrown));
      });
  }, undoMs);
  toast({
    level: 'off',
    title: 'Entry forgotten',
    action: {
      label: 'Undo',
      undo: true,
      run: () => {
        clearTimeout(timer);
        hide(entry.id, false);
      },
    },
  });
}

function hide(id: number, off: boolean) {
  useHistory.setState(({ hidden }) => {
    const next = new Set(hidden);
    if (off) next.add(id);
    else next.delete(id);
    return { hidden: next };
  });
}

/** Forgets everything that was asked of a model. There is no way back, so the caller has made sure. */
export async function forgetAll(name: string) {
  try {
    const { forgotten } = await client().history.forget({ name });
    useHistory.setState({ older: [], replay: null });
    toast({ level: 'off', title: `${forgotten} entries of ${name} forgotten` });
  } catch (thrown) {
    toastFailure('The history could not be forgotten', failureOf(thrown));
  }
}

/** Asks the newest rows that were kept again, of one version. */
export async function replayAll(name: string, on: Version) {
  if (useHistory.getState().replaying) return;
  useHistory.setState({ replaying: true });
  try {
    const { rows, changed } = await client().history.replay({
      name,
      on: { name: on.name, version: on.version },
    });
    if (useHistory.getState().name === name) useHistory.setState({ replay: { on, rows, changed } });
  } catch (thrown) {
    toastFailure('The history could not be asked again', failureOf(thrown));
  } finally {
    useHistory.setState({ replaying: false });
  }
}

/**
 * The feature a list of entries is told apart by: the first of the preferred ones that differs at all, else the one that
 * differs most.
 * @returns null where there are no features
 */
export function tellingFeature(
  entries: readonly HistoryEntry[],
  features: readonly string[],
  preferred: readonly (string | null)[],
): string | null {
  const rows = entries.slice(0, 50).flatMap(({ instance }): Instance[] => (instance ? [instance] : []));
  const differing = features
    .map((feature) => ({ feature, values: new Set(rows.map((row) => row[feature])).size }))
    .filter(({ values }) => values > 1)
    .sort((a, b) => b.values - a.values)
    .map(({ feature }) => feature);
  const wanted = preferred.filter((feature) => feature !== null && features.includes(feature));
  return (
    wanted.find((feature) => feature !== null && differing.includes(feature)) ??
    differing[0] ??
    wanted[0] ??
    features[0] ??
    null
  );
}
