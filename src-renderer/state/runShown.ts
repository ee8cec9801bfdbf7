import { announce } from './announcer.ts';
import { blocksOf } from './choices.ts';
import { runDraft, useDraft } from './draft.ts';

/** Runs the job that is set up, or says aloud what keeps it from running. */
export async function runShown(pathFor: (file: File) => string | null) {
  const { draft } = useDraft.getState();
  if (draft.kind !== 'ready' || draft.plan.kind !== 'planned') return;
  const [block] = blocksOf(draft.plan.plan, draft.choices, draft.card, Date.now());
  if (block) announce(`It cannot run yet: ${block.text}`, 'draft');
  else await runDraft(pathFor);
}
