import type { ModelSummary } from '../../src-main/contract/index.ts';
import { choose, useDraft } from './draft.ts';
import { chooseFiles } from './files.ts';
import { selectJob } from './jobs.ts';
import { go } from './route.ts';
import { tryModel } from './tryModel.ts';

/**
 * One press from a version to rows scored by it: the sample of its model; without one, Batch with the file being set
 * up, or with a file to choose.
 */
export async function tryVersion(model: ModelSummary, models: readonly ModelSummary[]) {
  const sample = model.sample ?? models.find((one) => one.name === model.name && one.sample)?.sample ?? null;
  go('batch');
  const ref = { name: model.name, version: model.version };
  if (sample !== null) {
    const job = await tryModel({ ...ref, sample });
    if (job) selectJob(job.id);
  } else if (useDraft.getState().draft.kind === 'ready') {
    await choose({ kind: 'model', model: ref });
  } else {
    await chooseFiles(ref);
  }
}
