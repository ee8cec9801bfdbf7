import { create } from 'zustand';
import {
  type Failure,
  failureOf,
  type OnlineView,
  type ServingSettings,
} from '../../src-main/contract/index.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import { modelKey } from './models.ts';
import { toast, toastFailure } from './toasts.ts';

type Version = { name: string; version: string };

/** How the requests for one version are served, while somebody looks. */
export const useServing = create<{
  key: string | null;
  view: OnlineView | null;
  failure: Failure | null;
}>(() => ({ key: null, view: null, failure: null }));

const againMs = 1_000;

/** Follows a version; the answer is the undo. */
export function followServing(model: Version): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const key = modelKey(model);
  useServing.setState({ key, view: null, failure: null });
  const run = async () => {
    while (!signal.aborted) {
      try {
        for await (const view of await client().online.watch(refOf(model), { signal })) {
          if (signal.aborted) return;
          useServing.setState({ view, failure: null });
        }
      } catch (thrown) {
        if (signal.aborted) return;
        const failure = failureOf(thrown);
        if (failure.code !== 'CLOSED') useServing.setState({ failure });
      }
      await new Promise((resolve) => {
        setTimeout(resolve, againMs);
        signal.addEventListener('abort', resolve, { once: true });
      });
    }
  };
  void run();
  return () => controller.abort();
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
