import type { ModelSummary } from '../../src-main/contract/index.ts';
import { selectJob } from './jobs.ts';
import { go } from './route.ts';
import { tryModel } from './tryModel.ts';

/** The sample a version can be tried on: its own, or that of another version of its model; null where there is none. */
export function sampleOf(model: ModelSummary, models: readonly ModelSummary[]): string | null {
  return model.sample ?? models.find((one) => one.name === model.name && one.sample)?.sample ?? null;
}

/** One press from a version to rows scored by it. */
export async function tryVersion({ name, version }: ModelSummary, sample: string) {
  go('batch');
  const job = await tryModel({ name, version, sample });
  if (job) selectJob(job.id);
}
