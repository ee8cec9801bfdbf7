import { appContract } from './app.ts';
import { filesContract } from './files.ts';
import { historyContract } from './history.ts';
import { jobsContract } from './jobs.ts';
import { modelsContract } from './models.ts';
import { onlineContract } from './online.ts';
import { serverContract } from './server.ts';

export * from './app.ts';
export * from './card.ts';
export * from './failure.ts';
export * from './failure-schema.ts';
export * from './files.ts';
export * from './history.ts';
export * from './jobs.ts';
export * from './loose-name.ts';
export * from './models.ts';
export * from './online.ts';
export * from './server.ts';
export * from './table-format.ts';

/** Every call and stream of the product. Each feature owns its part; this is only their sum. */
export const contract = {
  app: appContract,
  files: filesContract,
  history: historyContract,
  jobs: jobsContract,
  models: modelsContract,
  online: onlineContract,
  server: serverContract,
};
export type Contract = typeof contract;
