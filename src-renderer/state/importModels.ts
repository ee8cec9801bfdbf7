import { create } from 'zustand';
import { type Failure, failureOf } from '../../src-main/contract/index.ts';
import { upload } from '../client/upload.ts';
import { plural } from '../ui/format/numbers.ts';
import { announce } from './announcer.ts';
import { client, platform } from './backend.ts';
import { nameOf } from './choices.ts';
import { keepDetail } from './modelDetails.ts';
import { loadBudget, modelKey, placeModel, selectModel } from './models.ts';
import { go, useRoute } from './route.ts';
import { toast } from './toasts.ts';

/** A model on its way in, from the drop to the list. */
export interface Import {
  id: number;
  name: string;
  source: File | string;
  state:
    | { kind: 'waiting' }
    | { kind: 'uploading'; sizeBytes: number; share: number; stop: () => void }
    | { kind: 'checking'; path: string }
    /** `path` is where it lies; null when it never arrived. */
    | { kind: 'refused'; path: string | null; failure: Failure };
}

/** Newest last; what was taken in is off this list and on the other. */
export const useImports = create<{ imports: readonly Import[] }>(() => ({ imports: [] }));

export const modelEnding = '.onnx';

export function isModelFile(name: string): boolean {
  return name.toLowerCase().endsWith(modelEnding);
}

let lastId = 0;
const atMostShown = 20;

function put(id: number, state: Import['state']) {
  useImports.setState(({ imports }) => ({
    imports: imports.map((one) => (one.id === id ? { ...one, state } : one)),
  }));
}

function takeOff(id: number) {
  useImports.setState(({ imports }) => ({ imports: imports.filter((one) => one.id !== id) }));
}

/** Takes what was refused off the list. */
export function forgetRefused() {
  useImports.setState(({ imports }) => ({
    imports: imports.filter(({ state }) => state.kind !== 'refused'),
  }));
}

/** Opens Models and takes these in, one after the other. */
export function importModels(sources: readonly (File | string)[]) {
  if (sources.length === 0) return;
  go('models');
  const added = sources.map((source) => {
    lastId += 1;
    const name = typeof source === 'string' ? nameOf(source) : source.name;
    return { id: lastId, name, source };
  });
  // What was refused before is an answer to what was asked before.
  forgetRefused();
  useImports.setState(({ imports }) => ({
    imports: [...imports, ...added.map((one): Import => ({ ...one, state: { kind: 'waiting' } }))].slice(
      -atMostShown,
    ),
  }));
  for (const one of added) line = line.then(() => bring(one.id, one.source));
}

/** Imports are taken one at a time, so that each answer is about the list as it is. */
let line: Promise<void> = Promise.resolve();

async function bring(id: number, source: File | string) {
  if (!useImports.getState().imports.some((one) => one.id === id)) return;
  if (typeof source === 'string') return check(id, source, null);
  const path = platform().pathFor(source);
  if (path !== null) return check(id, path, null);

  const stopper = new AbortController();
  const { size: sizeBytes } = source;
  const stop = () => {
    stopper.abort();
    takeOff(id);
  };
  put(id, { kind: 'uploading', sizeBytes, share: 0, stop });
  try {
    const there = await upload(
      source,
      (share) => put(id, { kind: 'uploading', sizeBytes, share, stop }),
      stopper.signal,
    );
    await check(id, there, null);
  } catch (thrown) {
    put(id, { kind: 'refused', path: null, failure: failureOf(thrown) });
  }
}

const show = { label: 'Show', run: () => go('models') };

function isLookedAt(): boolean {
  return !document.hidden && useRoute.getState().panel === 'models';
}

async function check(id: number, path: string, name: string | null) {
  put(id, { kind: 'checking', path });
  try {
    const detail = await client().models.import({ path, name });
    takeOff(id);
    placeModel(detail.summary);
    keepDetail(detail);
    selectModel(modelKey(detail.summary));
    void loadBudget();
    const { summary, report } = detail;
    const looks = report?.findings.filter((finding) => finding.level === 'look').length ?? 0;
    const changes = report?.findings.filter((finding) => finding.level === 'changed').length ?? 0;
    const title = `${summary.name} ${summary.version} is imported`;
    const text = `${plural(changes, 'change')}, ${plural(looks, 'thing')} to look at`;
    if (isLookedAt()) announce(`${title}: ${text}`, 'import');
    else toast({ level: looks > 0 ? 'warn' : 'ok', title, text, elsewhere: true, action: show });
  } catch (thrown) {
    const failure = failureOf(thrown);
    put(id, { kind: 'refused', path, failure });
    if (isLookedAt()) announce(`It was not imported: ${failure.message}`, 'import');
    else
      toast({
        ...{ level: 'bad', title: `${nameOf(path)} was not imported`, text: failure.message },
        ...{ elsewhere: true, action: show },
      });
  }
}

/** Tries a refused one again, under another name if one is given. */
export function importAgain(id: number, name: string | null) {
  const one = useImports.getState().imports.find((other) => other.id === id);
  if (one?.state.kind !== 'refused') return;
  const { path } = one.state;
  put(id, { kind: 'waiting' });
  line = line.then(() => (path === null ? bring(id, one.source) : check(id, path, name)));
}

export function closeImport(id: number) {
  const one = useImports.getState().imports.find((other) => other.id === id);
  if (one?.state.kind === 'uploading') one.state.stop();
  else takeOff(id);
}

/** A name a model may have, made of what was typed; null when nothing of it can be one. */
export function modelNameFrom(typed: string): string | null {
  const name = typed
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/gu, '-')
    .replace(/^[._-]+/u, '')
    .replace(/-+$/u, '')
    .slice(0, 100);
  return name === '' ? null : name;
}

/**
 * What was dropped, folders told apart. A folder is taken in where the shell knows its path; a browser cannot hand it
 * over, which is said.
 */
export function importFolders(folders: readonly File[]) {
  const paths = folders.map((folder) => platform().pathFor(folder));
  importModels(paths.filter((path) => path !== null));
  const [first] = folders.filter((_, at) => paths[at] === null);
  if (!first) return;
  toast({
    level: 'warn',
    title: `The folder ${first.name} cannot be handed over by a browser`,
    text: `Drop the ${modelEnding} file in it, or run foredeck models import where the folder is`,
  });
}
