// What runs inside an engine process. No zod behind this door: it costs each process 37 MB.
export { draftOfPorts } from './draft-of-ports.ts';
export { modelOperations } from './operations.ts';
export { readTreesOfFile } from './tree-ensemble.ts';
