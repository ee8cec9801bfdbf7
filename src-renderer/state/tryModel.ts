import { create } from 'zustand';
import { failureOf, type Job, type MissingPolicy, type ModelSummary } from '../../src-main/contract/index.ts';
import { client } from './backend.ts';
import { folderOf, nameOf, nextName, noChoices, specOf } from './choices.ts';
import { addJob } from './jobs.ts';
import { loadCard } from './models.ts';
import { toastFailure } from './toasts.ts';

/** Names of models whose sample is being started. */
export const useTrying = create<{ names: readonly string[] }>(() => ({ names: [] }));

const mostNames = 50;

/**
 * One press to a scored sample: the sample file through the model with every missing cell filled by the feature's
 * default where its card has one. Never replaces a file; answers the job, or null when it could not be started.
 */
export async function tryModel(
  model: Pick<ModelSummary, 'name' | 'version' | 'sample'>,
): Promise<Job | null> {
  if (model.sample === null || useTrying.getState().names.includes(model.name)) return null;
  const path = model.sample;
  useTrying.setState(({ names }) => ({ names: [...names, model.name] }));
  try {
    const ref = { name: model.name, version: model.version };
    const [table, card] = await Promise.all([client().files.describe({ path }), loadCard(ref)]);
    const missing: Record<string, MissingPolicy> = {};
    for (const input of card.inputs) {
      if (input.default !== null && input.default !== undefined) missing[input.name] = { kind: 'default' };
    }
    const question = { path, model: ref, missing, afresh: true };
    let plan = await client().jobs.plan(question);
    for (let tried = 0; plan.outputExists && tried < mostNames; tried += 1) {
      const output = `${folderOf(plan.output)}${nextName(nameOf(plan.output))}`;
      plan = await client().jobs.plan({ ...question, output });
    }
    const spec = specOf(table, plan, { ...noChoices(ref), missing, afresh: true });
    if (!spec) return null;
    const job = await client().jobs.create(spec);
    addJob(job);
    return job;
  } catch (thrown) {
    toastFailure(`The sample of ${model.name} could not be scored`, failureOf(thrown));
    return null;
  } finally {
    useTrying.setState(({ names }) => ({ names: names.filter((name) => name !== model.name) }));
  }
}
