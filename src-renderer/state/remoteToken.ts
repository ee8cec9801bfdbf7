import { create } from 'zustand';
import { type Failure, failureOf, type ModelSummary } from '../../src-main/contract/index.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import { placeModel } from './models.ts';

/** The model whose token is being changed, while that is asked for. */
export const useRemoteToken = create<{
  model: ModelSummary | null;
  asking: boolean;
  failure: Failure | null;
}>(() => ({ model: null, asking: false, failure: null }));

export function openChangeToken(model: ModelSummary) {
  useRemoteToken.setState({ model, failure: null });
}

export function closeChangeToken() {
  useRemoteToken.setState({ model: null, failure: null });
}

/** An empty one means that none is sent any more. The form stays open with the reason when it is refused. */
export async function changeToken(token: string) {
  const { model, asking } = useRemoteToken.getState();
  if (!model || asking) return;
  useRemoteToken.setState({ asking: true, failure: null });
  try {
    const { name, version } = model;
    placeModel(await client().models.changeToken({ model: { name, version }, token: token.trim() || null }));
    closeChangeToken();
    announce(`${name} ${version} has another token`, 'import');
  } catch (thrown) {
    const failure = failureOf(thrown);
    useRemoteToken.setState({ failure });
    announce(`The token was not changed: ${failure.message}`, 'import');
  } finally {
    useRemoteToken.setState({ asking: false });
  }
}
