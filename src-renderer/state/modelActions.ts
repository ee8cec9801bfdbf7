import { create } from 'zustand';
import { type Failure, failureOf, type ModelSummary, type Residency } from '../../src-main/contract/index.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import { champion, previous, servingOf, withAlias } from './modelWords.ts';
import { loadBudget, modelKey, placeModel, selectModel, showAsked, useModels } from './models.ts';
import { closeToast, toast, toastFailure } from './toasts.ts';

/** What is being done to a version, and the last thing about it that failed, by key. */
export const useModelWork = create<{
  busy: Readonly<Record<string, string>>;
  trouble: Readonly<Record<string, { title: string; failure: Failure }>>;
}>(() => ({ busy: {}, trouble: {} }));

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([one]) => one !== key));
}

export function closeTrouble(key: string) {
  useModelWork.setState(({ trouble }) => ({ trouble: without(trouble, key) }));
}

/**
 * Does one thing to a version at a time. A refusal stays beside the version until the next thing is done to it.
 * @param doing null for what is done at once and need not wait for a load
 */
async function work(
  model: ModelSummary,
  doing: string | null,
  title: string,
  call: () => Promise<unknown>,
): Promise<boolean> {
  const key = modelKey(model);
  if (doing !== null && useModelWork.getState().busy[key] !== undefined) return false;
  useModelWork.setState(({ busy, trouble }) => ({
    busy: doing === null ? busy : { ...busy, [key]: doing },
    trouble: without(trouble, key),
  }));
  try {
    await call();
    return true;
  } catch (thrown) {
    const failure = failureOf(thrown);
    useModelWork.setState(({ trouble }) => ({ trouble: { ...trouble, [key]: { title, failure } } }));
    return false;
  } finally {
    if (doing !== null) useModelWork.setState(({ busy }) => ({ busy: without(busy, key) }));
    void loadBudget();
  }
}

const titled = (model: ModelSummary) => `${model.name} ${model.version}`;

async function answered(call: Promise<ModelSummary>) {
  placeModel(await call);
}

function ref({ name, version }: ModelSummary) {
  return { name, version };
}

export async function loadModel(model: ModelSummary) {
  const done = await work(model, 'Loading', `${titled(model)} could not be loaded`, () =>
    answered(client().models.load(ref(model))),
  );
  announce(done ? `${titled(model)} is ready` : `${titled(model)} could not be loaded`, 'load');
}

export function unloadModel(model: ModelSummary) {
  return work(model, 'Unloading', `${titled(model)} could not be unloaded`, () =>
    answered(client().models.unload(ref(model))),
  );
}

export interface SettingsChange {
  on?: boolean;
  pinned?: boolean;
  instances?: number | null;
  provider?: 'cpu' | 'webgpu';
}

/** Messages that a version is switched off, by its key, while that is so. */
const offToasts = new Map<string, number>();

/** Shown at once; what was refused goes back to what it was. */
export async function changeSettings(model: ModelSummary, change: SettingsChange) {
  const settled = showAsked(model, shownAs(change));
  const done = await work(model, null, `${titled(model)} could not be changed`, async () => {
    const answer = await client().models.settings({ model: ref(model), ...change });
    settled();
    placeModel(answer);
  });
  if (!done) {
    settled();
    placeModel(model);
    return;
  }
  if (change.on === undefined) return;
  const earlier = offToasts.get(modelKey(model));
  if (earlier !== undefined) closeToast(earlier);
  if (change.on) {
    offToasts.delete(modelKey(model));
  } else {
    const id = toast({
      level: 'off',
      title: `${titled(model)} is switched off`,
      text: 'Nothing loads it, and its jobs wait until it is on',
      action: { label: 'Switch on', undo: true, run: () => void changeSettings(model, { on: true }) },
    });
    offToasts.set(modelKey(model), id);
  }
}

function shownAs({ on, pinned, instances, provider }: SettingsChange): Partial<Residency> {
  return {
    ...(on === undefined ? {} : { on }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(instances === undefined ? {} : { instancesWanted: instances }),
    ...(provider === undefined ? {} : { providerWanted: provider }),
  };
}

async function setAlias(name: string, alias: string, version: string) {
  const own = await client().models.alias({ name, alias, version });
  for (const model of own) placeModel(model);
}

/** Lets a version answer to an alias; the toast's Undo gives it back to the version that had it. */
export async function makeAlias(model: ModelSummary, alias: string) {
  const models = useModels.getState().models ?? [];
  const { name, version } = model;
  const had = alias === champion ? servingOf(models, name) : withAlias(models, name, alias);
  const hadPrevious = withAlias(models, name, previous);
  const done = await work(model, null, `${titled(model)} could not be made ${alias}`, () =>
    setAlias(name, alias, version),
  );
  if (!done) return;
  const before = had && had.version !== version ? had : null;
  const undo = async () => {
    if (!before) return;
    await setAlias(name, alias, before.version);
    // Moving the champion back has made this one the previous.
    if (alias === champion && hadPrevious) await setAlias(name, previous, hadPrevious.version);
  };
  toast({
    level: 'ok',
    title: `${titled(model)} is ${alias}`,
    text:
      alias === champion
        ? `Who asks for ${name} is answered by ${version}${before ? `; ${before.version} was before` : ''}`
        : `${name}@${alias} means version ${version} from here on`,
    ...(before
      ? {
          action: {
            label: 'Undo',
            undo: true,
            run: () =>
              void undo().catch((thrown) => toastFailure('It could not be undone', failureOf(thrown))),
          },
        }
      : {}),
  });
}

/** Takes a version off the list. Its files stay until the next start, so Undo brings it back as it was. */
export async function removeModel(model: ModelSummary) {
  const key = modelKey(model);
  const { models } = useModels.getState();
  const done = await work(model, 'Removing', `${titled(model)} could not be removed`, () =>
    client().models.remove(ref(model)),
  );
  if (!done) return;
  useModels.setState(({ models: now, selectedKey }) => ({
    models: now?.filter((one) => modelKey(one) !== key) ?? null,
    selectedKey: selectedKey === key ? neighbour(models ?? [], model) : selectedKey,
  }));
  toast({
    level: 'off',
    title: `${titled(model)} is removed`,
    text: 'Its files stay until Foredeck starts the next time',
    action: { label: 'Undo', undo: true, run: () => void restoreModel(model) },
  });
}

/** What to look at when a version goes: another one of its model. */
function neighbour(models: readonly ModelSummary[], gone: ModelSummary): string | null {
  const serving = servingOf(
    models.filter((one) => modelKey(one) !== modelKey(gone)),
    gone.name,
  );
  return serving ? modelKey(serving) : null;
}

async function restoreModel(model: ModelSummary) {
  try {
    placeModel(await client().models.restore(ref(model)));
    selectModel(modelKey(model));
  } catch (thrown) {
    toastFailure(`${titled(model)} could not be brought back`, failureOf(thrown));
  }
}

export async function changeBudget(change: { budgetBytes?: number; idleMs?: number }) {
  try {
    useModels.setState({ budget: await client().models.setBudget(change) });
  } catch (thrown) {
    toastFailure('The memory budget could not be changed', failureOf(thrown));
  }
}
