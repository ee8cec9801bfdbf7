import { create } from 'zustand';
import {
  type Failure,
  failureOf,
  type OnlineView,
  type ServingSettings,
} from '../../src-main/contract/index.ts';
import { follow } from '../client/connection.ts';
import { announce } from './announcer.ts';
import { client, connectBackend } from './backend.ts';
import { modelKey } from './models.ts';
import { toast, toastFailure } from './toasts.ts';

type Version = { name: string; version: string };

/** How the requests for one version are served, while somebody looks. */
export const useServing = create<{
  key: string | null;
  view: OnlineView | null;
  failure: Failure | null;
}>(() => ({ key: null, view: null, failure: null }));

/** Follows a version; the answer is the undo. */
export function followServing(model: Version): () => void {
  useServing.setState({ key: modelKey(model), view: null, failure: null });
  return follow(
    connectBackend().connection,
    (backend, signal) => backend.online.watch(refOf(model), { signal }),
    (view) => useServing.setState({ view, failure: null }),
    {
      onFailure(failure) {
        useServing.setState({ failure });
        return 'again';
      },
    },
  );
}

export interface ServingChange {
  batching?: Partial<ServingSettings['batching']>;
  scaling?: Partial<ServingSettings['scaling']>;
  cache?: Partial<ServingSettings['cache']>;
}

/** @returns whether it was taken */
export async function changeServing(model: Version, change: ServingChange): Promise<boolean> {
  try {
    const settings = await client().online.settings({ model: refOf(model), ...change });
    useServing.setState(({ key, view }) =>
      key === modelKey(model) && view ? { view: { ...view, settings } } : {},
    );
    announce('Saved', 'serving');
    return true;
  } catch (thrown) {
    toastFailure('The setting could not be changed', failureOf(thrown));
    return false;
  }
}

export async function clearAnswers(model: Version) {
  try {
    const view = await client().online.clearCache(refOf(model));
    if (useServing.getState().key === modelKey(model)) useServing.setState({ view });
    toast({ level: 'ok', title: 'The cache is empty', text: 'Every answer is computed again the next time' });
  } catch (thrown) {
    toastFailure('The cache could not be emptied', failureOf(thrown));
  }
}

function refOf({ name, version }: Version) {
  return { name, version };
}
