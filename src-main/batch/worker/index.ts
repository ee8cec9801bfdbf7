// What runs inside an engine process. No zod behind this door: it costs each process 37 MB.
export { batchOperations } from './operations.ts';
export type { ScoringSession } from './runs.ts';
export { openTableBlocks } from './table-blocks.ts';
