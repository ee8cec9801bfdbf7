export type {
  CompareOperations,
  CompareOutcome,
  CompareRequest,
  ModelFile,
  TruthColumn,
} from './messages.ts';
