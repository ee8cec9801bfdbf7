import { create } from 'zustand';
import {
  type Failure,
  failureOf,
  type JobPlan,
  type ModelCard,
  type TableDescription,
} from '../../src-main/contract/index.ts';
import { upload } from '../client/upload.ts';
import { announce } from './announcer.ts';
import { client } from './backend.ts';
import {
  bestModel,
  type Change,
  type Choices,
  changed,
  nameOf,
  noChoices,
  outputPath,
  specOf,
} from './choices.ts';
import { addJob } from './jobs.ts';
import { answering } from './modelWords.ts';
import { loadCard, loadModels, useModels } from './models.ts';
import { toast, toastFailure } from './toasts.ts';

export type PlanState =
  | { kind: 'planning'; plan: JobPlan | null }
  | { kind: 'planned'; plan: JobPlan }
  | { kind: 'failed'; plan: JobPlan | null; failure: Failure };

/** The new job that is being set up, from the drop to Run. */
export type Draft =
  | { kind: 'none' }
  | { kind: 'uploading'; name: string; sizeBytes: number; share: number; stop: () => void }
  | { kind: 'looking'; name: string; path: string }
  | { kind: 'failed'; name: string; path: string | null; failure: Failure }
  | {
      kind: 'ready';
      table: TableDescription;
      choices: Choices;
      card: ModelCard | null;
      plan: PlanState;
      sending: boolean;
      refusal: Failure | null;
    };
type Ready = Extract<Draft, { kind: 'ready' }>;

/** `waiting` are further files of one drop, set up one after the other. */
export const useDraft = create<{ draft: Draft; waiting: readonly (File | string)[] }>(() => ({
  draft: { kind: 'none' },
  waiting: [],
}));

let generation = 0;

function put(draft: Draft) {
  useDraft.setState({ draft });
}

function change(part: Partial<Ready>) {
  useDraft.setState(({ draft }) => (draft.kind === 'ready' ? { draft: { ...draft, ...part } } : {}));
}

/**
 * Starts a new job with the first of these files; the others wait for their turn, and one that was being set up.
 * @param model what to score it with; null = the one whose features fit best
 */
export function startDraft(
  sources: readonly (File | string)[],
  pathFor: (file: File) => string | null,
  model: Choices['model'] = null,
) {
  const [first, ...rest] = sources;
  if (first === undefined) return;
  const { draft, waiting } = useDraft.getState();
  const earlier =
    draft.kind === 'ready' && !draft.sending
      ? [draft.table.path]
      : draft.kind === 'looking'
        ? [draft.path]
        : [];
  useDraft.setState({ waiting: [...rest, ...earlier, ...waiting] });
  void begin(first, pathFor, model);
}

/** Takes the file off the screen as the user asked; the toast's Undo brings it back as it was. */
export function removeDraft(pathFor: (file: File) => string | null) {
  const { draft } = useDraft.getState();
  leaveDraft(pathFor);
  if (draft.kind !== 'ready') return;
  toast({
    level: 'off',
    title: 'File removed',
    text: `${draft.table.name} was not scored; the file stays where it is`,
    action: {
      label: 'Undo',
      undo: true,
      run() {
        const now = useDraft.getState().draft;
        generation += 1;
        useDraft.setState(({ waiting }) => ({
          draft,
          waiting: now.kind === 'ready' ? [now.table.path, ...waiting] : waiting,
        }));
        void replan();
      },
    },
  });
}

/** Takes the file off the screen; the next waiting one follows. */
export function leaveDraft(pathFor: (file: File) => string | null) {
  generation += 1;
  const { draft, waiting } = useDraft.getState();
  if (draft.kind === 'uploading') draft.stop();
  const [next, ...rest] = waiting;
  useDraft.setState({ draft: { kind: 'none' }, waiting: rest });
  if (next !== undefined) void begin(next, pathFor);
}

async function begin(
  source: File | string,
  pathFor: (file: File) => string | null,
  model: Choices['model'] = null,
) {
  generation += 1;
  const mine = generation;
  const earlier = useDraft.getState().draft;
  if (earlier.kind === 'uploading') earlier.stop();
  const choices = model ? noChoices(model) : undefined;
  if (typeof source === 'string') return look(source, mine, choices);
  const path = pathFor(source);
  if (path !== null) return look(path, mine, choices);

  const stopper = new AbortController();
  const { name, size: sizeBytes } = source;
  const stop = () => stopper.abort();
  put({ kind: 'uploading', name, sizeBytes, share: 0, stop });
  try {
    const there = await upload(
      source,
      (share) => {
        if (mine === generation) put({ kind: 'uploading', name, sizeBytes, share, stop });
      },
      stopper.signal,
    );
    if (mine === generation) await look(there, mine, choices);
  } catch (thrown) {
    if (mine === generation) put({ kind: 'failed', name, path: null, failure: failureOf(thrown) });
  }
}

async function look(path: string, mine: number, choices?: Choices) {
  put({ kind: 'looking', name: nameOf(path), path });
  try {
    const delimiter = choices?.delimiter;
    const table = await client().files.describe({ path, ...(delimiter ? { delimiter } : {}) });
    if (mine !== generation) return;
    const card = choices?.model ? await loadCard(choices.model) : await guessModel(table);
    if (mine !== generation) return;
    const model = card ? { name: card.name, version: card.version } : null;
    const next = choices ?? noChoices(model);
    put({
      kind: 'ready',
      table,
      choices: next,
      card,
      plan: { kind: 'planning', plan: null },
      sending: false,
      refusal: null,
    });
    announce(`${table.name}: ${table.columns.length} columns`, 'draft');
    await replan();
  } catch (thrown) {
    if (mine === generation) put({ kind: 'failed', name: nameOf(path), path, failure: failureOf(thrown) });
  }
}

/** Cards that are fetched to find the model for a file. */
const mostCandidates = 60;

async function guessModel(table: TableDescription): Promise<ModelCard | null> {
  if (useModels.getState().models === null) await loadModels();
  const { models, samples } = useModels.getState();
  const ofSample = samples.find((sample) => sample.path === table.path);
  // Of each model the version that answers to its name: the champion, else the newest.
  const known = answering(models ?? []);
  const candidates = ofSample
    ? known.filter((model) => model.name === ofSample.model)
    : known.slice(0, mostCandidates);
  const cards = await Promise.all(candidates.map((model) => loadCard(model)));
  return bestModel(table.columns, cards);
}

/** Tries the same file again after a failure. */
export function lookAgain() {
  const { draft } = useDraft.getState();
  if (draft.kind === 'failed' && draft.path !== null) {
    generation += 1;
    void look(draft.path, generation);
  }
}

/** Changes what was chosen; the plan follows. */
export async function choose(next: Change) {
  const { draft } = useDraft.getState();
  // What was sent is settled.
  if (draft.kind !== 'ready' || draft.sending) return;
  const choices = changed(draft.choices, next);
  change({ choices, refusal: null });
  // The plan does not depend on these; one that is under way stays good.
  if (next.kind === 'when' || next.kind === 'overwrite') return;
  generation += 1;
  const mine = generation;
  if (next.kind === 'delimiter') return look(draft.table.path, mine, choices);
  if (next.kind === 'model') {
    try {
      const card = await loadCard(next.model);
      if (mine === generation) change({ card });
    } catch (thrown) {
      if (mine === generation) change({ plan: { kind: 'failed', plan: null, failure: failureOf(thrown) } });
      return;
    }
  }
  if (mine === generation) await replan();
}

/** Asks what the job would do as it is chosen now; an answer that was overtaken is dropped. */
export async function replan() {
  const { draft } = useDraft.getState();
  if (draft.kind !== 'ready') return;
  if (!draft.choices.model) {
    change({
      plan: {
        kind: 'failed',
        plan: null,
        failure: { code: 'MODEL_NOT_FOUND', message: 'There is no model to score with.', retryable: false },
      },
    });
    return;
  }
  const mine = generation;
  const { table, choices } = draft;
  const before = draft.plan.plan;
  change({ plan: { kind: 'planning', plan: before } });
  try {
    const delimiter = choices.delimiter ?? table.dialect?.delimiter;
    const plan = await client().jobs.plan({
      path: table.path,
      ...(delimiter ? { delimiter } : {}),
      model: draft.choices.model,
      mapping: choices.mapping,
      missing: choices.missing,
      afresh: choices.afresh,
      ...(choices.output === null
        ? {}
        : { output: outputPath(choices.output, before?.output ?? table.path) }),
    });
    if (mine === generation) change({ plan: { kind: 'planned', plan } });
  } catch (thrown) {
    if (mine === generation) change({ plan: { kind: 'failed', plan: before, failure: failureOf(thrown) } });
  }
}

/** Creates the job as it is shown. The draft goes when it was taken; a refusal stays beside the button. */
export async function runDraft(pathFor: (file: File) => string | null): Promise<boolean> {
  const { draft } = useDraft.getState();
  if (draft.kind !== 'ready' || draft.sending || draft.plan.kind !== 'planned') return false;
  const spec = specOf(draft.table, draft.plan.plan, draft.choices);
  if (!spec) return false;
  change({ sending: true, refusal: null });
  const mine = generation;
  try {
    addJob(await client().jobs.create(spec));
    announce(`${draft.table.name} is in the queue`, 'draft');
    // Another file may have been dropped meanwhile; it stays.
    if (mine === generation) leaveDraft(pathFor);
    return true;
  } catch (thrown) {
    const refusal = failureOf(thrown);
    if (mine === generation) change({ sending: false, refusal });
    else toastFailure(`${draft.table.name} was not taken into the queue`, refusal);
    return false;
  }
}
