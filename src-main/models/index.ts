export { clearIncoming } from './importing/incoming.ts';
export type { ModelChecker, ProbeResult, TakenModel, WithChecker } from './importing/checker.ts';
export { createImporter, type ImportModel } from './importing/import-model.ts';
export type { ModelOperations } from './operations.ts';
export type { RegisteredModel } from './model-folder.ts';
export { type ModelRegistry, openRegistry, type RegistryNotes } from './registry.ts';
export type { LoadedModel, ModelLease, ModelResidency, SessionHost } from './residency/model-residency.ts';
export { createResidency } from './residency/residency.ts';
export { warmUpTensors } from './residency/warm-up-tensors.ts';
