import { create } from 'zustand';
import { type Failure, failureOf, type ModelDetail } from '../../src-main/contract/index.ts';
import { client } from './backend.ts';
import { modelKey } from './models.ts';

export type DetailState =
  | { kind: 'loading' }
  | { kind: 'ready'; detail: ModelDetail }
  | { kind: 'failed'; failure: Failure };

/** Card, outline and import report of the versions that were looked at. What changes about them is in `useModels`. */
export const useModelDetails = create<{ details: Readonly<Record<string, DetailState>> }>(() => ({
  details: {},
}));

function put(key: string, state: DetailState) {
  useModelDetails.setState(({ details }) => ({ details: { ...details, [key]: state } }));
}

/** Keeps the answer of an import, whose report says more than a later look does. */
export function keepDetail(detail: ModelDetail) {
  put(modelKey(detail.summary), { kind: 'ready', detail });
}

/** Fetches a version's detail once; what failed is tried again. */
export async function loadDetail(model: { name: string; version: string }) {
  const key = modelKey(model);
  const known = useModelDetails.getState().details[key];
  if (known && known.kind !== 'failed') return;
  put(key, { kind: 'loading' });
  try {
    put(key, {
      kind: 'ready',
      detail: await client().models.show({ name: model.name, version: model.version }),
    });
  } catch (thrown) {
    put(key, { kind: 'failed', failure: failureOf(thrown) });
  }
}

/** Forgets what was seen of a version that is not on the list any more: its number may be given again. */
export function forgetDetails(listed: ReadonlySet<string>) {
  const { details } = useModelDetails.getState();
  const kept = Object.entries(details).filter(([key]) => listed.has(key));
  if (kept.length < Object.keys(details).length) {
    useModelDetails.setState({ details: Object.fromEntries(kept) });
  }
}
