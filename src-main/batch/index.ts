export type { BatchOperations } from './operations.ts';
export { formatOf } from './readers/index.ts';
export { runBatch } from './runner/run-batch.ts';
export type { BatchEngine } from './runner/score-ranges.ts';
