import { appContract } from './app.ts';
import { filesContract } from './files.ts';
import { jobsContract } from './jobs.ts';
import { modelsContract } from './models.ts';

export * from './app.ts';
export * from './card.ts';
export * from './failure.ts';
export * from './failure-schema.ts';
export * from './files.ts';
export * from './jobs.ts';
export * from './loose-name.ts';
export * from './models.ts';
export * from './table-format.ts';

/** Every call and stream of the product. Each feature owns its part; this is only their sum. */
export const contract = {
  app: appContract,
  files: filesContract,
  jobs: jobsContract,
  models: modelsContract,
};
export type Contract = typeof contract;
