export { type ModelRegistry, openRegistry, type RegisteredModel } from './registry.ts';
