import { create } from 'zustand';
import { type Failure, failureOf } from '../../src-main/contract/index.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import { forgetRefused } from './importModels.ts';
import { keepDetail } from './modelDetails.ts';
import { loadBudget, modelKey, placeModel, selectModel } from './models.ts';
import { go } from './route.ts';

/** What is typed of a model that runs on another server; the token is kept nowhere else. */
export interface RemoteForm {
  url: string;
  model: string;
  version: string;
  token: string;
  name: string;
  /** Key of the model whose card it shares; null = a card from what the server says. */
  cardOf: string | null;
}

export const emptyForm: RemoteForm = { url: '', model: '', version: '', token: '', name: '', cardOf: null };

export const useRemoteModels = create<{ open: boolean; asking: boolean; failure: Failure | null }>(() => ({
  open: false,
  asking: false,
  failure: null,
}));

export function openAddRemote(open = true) {
  if (open) go('models');
  useRemoteModels.setState({ open, failure: null });
}

/** What a server said is about what was asked before. */
export function forgetRemoteFailure() {
  useRemoteModels.setState({ failure: null });
}

/** What is missing before a server can be asked, or null. */
export function remoteFault({ url, model }: RemoteForm): { field: 'url' | 'model'; text: string } | null {
  if (!/^https?:\/\/[^/\s]+/iu.test(url.trim())) {
    return { field: 'url', text: 'The address begins with http:// or https://, as http://127.0.0.1:8000' };
  }
  return model.trim() === '' ? { field: 'model', text: 'Say what the model is called there' } : null;
}

/** Has it added; the form stays open with the reason when that is refused. */
export async function addRemoteModel(form: RemoteForm) {
  if (useRemoteModels.getState().asking) return;
  useRemoteModels.setState({ asking: true, failure: null });
  const given = (text: string) => text.trim() || null;
  const at = form.cardOf?.lastIndexOf('@') ?? -1;
  try {
    const detail = await client().models.addRemote({
      url: form.url.trim(),
      model: form.model.trim(),
      version: given(form.version),
      token: given(form.token),
      name: given(form.name),
      cardOf:
        form.cardOf === null ? null : { name: form.cardOf.slice(0, at), version: form.cardOf.slice(at + 1) },
    });
    forgetRefused();
    placeModel(detail.summary);
    keepDetail(detail);
    selectModel(modelKey(detail.summary));
    void loadBudget();
    openAddRemote(false);
    announce(`${detail.summary.name} ${detail.summary.version} is added`, 'import');
  } catch (thrown) {
    const failure = failureOf(thrown);
    useRemoteModels.setState({ failure });
    announce(`It was not added: ${failure.message}`, 'import');
  } finally {
    useRemoteModels.setState({ asking: false });
  }
}
