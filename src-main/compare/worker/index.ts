// What runs inside an engine process. No zod behind this door: it costs each process 37 MB.
export { compareOperation } from './operation.ts';
export type { CompareWork } from '../work.ts';
export type { CompareRequest, ModelFile } from '../messages.ts';
