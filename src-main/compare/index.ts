export type { CompareOperations, CompareOutcome, CompareRequest } from './messages.ts';
